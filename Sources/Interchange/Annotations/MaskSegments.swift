import Basics
import Datasets
import Foundation
import Imaging

/// The segments of a mask: the pixels of one class, or for a class of things the pixels of one region.
package struct MaskSegments: Sendable {
  package struct Segment: Sendable {
    /// From 1 on, in the order of the first pixels.
    package let number: Int
    package let entry: AnnotationClasses.Entry
    /// Pixels.
    package fileprivate(set) var area = 0
    /// The rectangle around the segment, in pixels.
    package fileprivate(set) var left = Int.max
    package fileprivate(set) var top = Int.max
    package fileprivate(set) var right = Int.min
    package fileprivate(set) var bottom = Int.min
    /// Pixels in runs along rows, by their place in the image row by row.
    package fileprivate(set) var runs: [Range<Int>] = []

    package var width: Int { right - left }
    package var height: Int { bottom - top }
  }

  package let info: RasterInfo
  package private(set) var segments: [Segment] = []
  /// The borders of the regions.
  package let rings: RegionRings

  /// Reads a mask twice.
  /// - Parameters:
  ///   - connectivity: which pixels of one value belong to one region.
  ///   - rows: gets the numbers of the segments of the next rows; 0 for pixels without a class.
  /// - Throws: `FileAccessError`, `ImageIOError`, `RegionError`, ``AnnotationError/unknownValue(path:value:)``, and what `rows` throws.
  package init(
    of item: ImageFolder.Item, files: MaskFiles, classes: AnnotationClasses, connectivity: Connectivity,
    progress: () -> Void = {}, rows: ((_ numbers: [UInt32], _ height: Int) throws -> Void)? = nil
  ) throws {
    let first = try files.open(item.url)
    let info = first.info
    self.info = info
    let count = MaskBlocks.rows(of: info)
    let measure = try RegionMeasure(.pixels(1), of: info)
    var scan = RegionScan(connectivity, measure: measure, of: info)
    while let band = try first.readRows(count) {
      try scan.add(band)
      progress()
    }
    let parts = scan.finish()
    var entries: [UInt16: AnnotationClasses.Entry] = [:]
    for value in parts.usedLabels { entries[value] = try classes.entry(of: value, path: item.url.path) }
    var trace = BorderTrace(parts, of: info)
    /// The place of the segment of a thing's region or of a class.
    var places: [Key: Int] = [:]
    var segments: [Segment] = []
    var top = 0
    let second = try files.open(item.url)
    while let band = try second.readRows(count) {
      var numbers = [UInt32](repeating: 0, count: rows == nil ? 0 : band.width * band.height)
      try trace.add(band) { columns, row, region in
        guard let entry = entries[parts.label(of: region)] else { return }
        let key = entry.isThing ? Key.region(region) : Key.entry(entry.number)
        let place = places[key] ?? segments.count
        if place == segments.count {
          places[key] = place
          segments.append(Segment(number: place + 1, entry: entry))
        }
        segments[place].add(columns, row: top + row, width: info.width)
        if rows != nil {
          for column in columns { numbers[row * info.width + column] = UInt32(place + 1) }
        }
      }
      try rows?(numbers, band.height)
      top += band.height
      progress()
    }
    self.segments = segments
    rings = RegionRings(trace.finish(), of: parts)
  }

  private enum Key: Hashable {
    case region(UInt32)
    case entry(Int)
  }
}

extension MaskSegments.Segment {
  fileprivate mutating func add(_ columns: Range<Int>, row: Int, width: Int) {
    area += columns.count
    left = min(left, columns.lowerBound)
    right = max(right, columns.upperBound)
    top = min(top, row)
    bottom = row + 1
    let start = row * width + columns.lowerBound
    if let last = runs.last, last.upperBound == start {
      runs[runs.count - 1] = last.lowerBound..<start + columns.count
    } else {
      runs.append(start..<start + columns.count)
    }
  }
}
