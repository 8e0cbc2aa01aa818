import Basics
import Foundation
import Imaging

/// What one mask is measured with.
package struct AreaFiles: Hashable, Sendable {
  package let mask: ImageFolder.Item
  /// The raster of zones of the same size.
  package var zones: ImageFolder.Item?
  /// The label map of the same size that is taken as a sample.
  package var labels: ImageFolder.Item?
  /// The pixels of the mask that sample points lie on, by row.
  package var points: [PlacedPoint] = []

  package init(mask: ImageFolder.Item) { self.mask = mask }
}

/// What was counted in one mask.
package struct AreaCount: Sendable {
  /// The areas in each zone; `Label.none` stands for no zone.
  package var zones: [UInt16: ClassAreas] = [:]
  /// Pixels of each class of the mask by class of its label map.
  package var sample = ConfusionMatrix()
  /// Pixels of the label map that have a class, and those of them beside another one in their row.
  package var sampled = (pixels: 0, adjacent: 0)
  /// The class of the mask at each point; nil where it has none.
  package var classAtPoint: [(point: PlacedPoint, number: Int?)] = []
  /// What is to be said about the place of the mask.
  package var notice: AreaNotice?

  package init() {}

  /// The areas in all zones.
  package var areas: ClassAreas {
    zones.sorted { $0.key < $1.key }.map(\.value).reduce(ClassAreas(ofClass: [])) { $0.adding($1) }
  }
}

/// Reads a mask once, from the top, and counts all that is asked for.
package struct AreaCounter: Sendable {
  private let masks: MaskReading
  private let labels: LabelReading?
  private let options: DecodingOptions

  /// Pixels that are read at a time.
  private static let pixelsAtOnce = 1 << 20

  /// - Parameter labels: how label maps are read; nil where there are none.
  package init(masks: MaskReading, labels: LabelReading? = nil, options: DecodingOptions = .init()) {
    self.masks = masks
    self.labels = labels
    self.options = options
  }

  /// - Throws: `ImageIOError`, also where a raster of zones or a label map has another size; `ClassTableError`.
  package func count(_ files: AreaFiles) throws -> AreaCount {
    let mask = try masks.open(files.mask.url)
    let zones = try files.zones.map { try RasterFile.open($0.url, as: .mask, options: options) }
    try zones?.info.checkGrid(equals: mask.info)
    var labels: ClassReader?
    if let item = files.labels, let reading = self.labels {
      if let identity = FileIdentity(item.url), identity == FileIdentity(files.mask.url) {
        throw LabelFileError.isItsOwnMask(path: item.url.path)
      }
      labels = try ClassReader(contentsOf: item.url, reading: reading, options: options)
      try labels?.info.checkGrid(equals: mask.info)
    }
    let (area, notice) = AreaNotice.area(of: mask.info)
    var tally = AreaTally(area: area)
    var count = AreaCount()
    count.notice = notice
    var points = files.points[...]
    var firstRow = 0
    let rows = max(1, Self.pixelsAtOnce / mask.width)
    while let band = try mask.readLabels(rows) {
      tally.add(band, zones: try zones?.readLabels(rows))
      if let part = try labels?.readLabels(rows) {
        count.sample.add(masks: band, classes: part)
        count.addSampled(part)
      }
      while let point = points.first, point.row < firstRow + band.height {
        let label = band[point.column, point.row - firstRow]
        count.classAtPoint.append((points.removeFirst(), label == Label.none ? nil : Int(label)))
      }
      firstRow += band.height
    }
    count.zones = tally.areas(classes: masks.classes?.count)
    return count
  }
}

extension RasterInfo {
  /// Checks that this raster has the size of `other` and, where both tell it, the place.
  /// - Throws: `ImageIOError.sizesDiffer`, ``AreasError/otherPlace(path:otherPath:)``.
  fileprivate func checkGrid(equals other: RasterInfo) throws {
    try checkSize(equals: other)
    guard let own = georeference.transform, let theirs = other.georeference.transform else { return }
    for (column, row) in [(0, 0), (width - 1, 0), (0, height - 1)] {
      let (x, y) = own.coordinates(column: column, row: row)
      guard let place = theirs.pixel(x: x, y: y) else { continue }
      if max(abs(place.column - Double(column)), abs(place.row - Double(row))) > 0.5 {
        throw AreasError.otherPlace(path: path, otherPath: other.path)
      }
    }
  }
}

extension AreaCount {
  /// Counts the pixels of a label map that have a class.
  fileprivate mutating func addSampled(_ part: LabelMap) {
    for row in 0..<part.height {
      var isBeside = false
      for place in row * part.width..<(row + 1) * part.width {
        let isSampled = part.values[place] != Label.none
        if isSampled {
          sampled.pixels += 1
          if isBeside { sampled.adjacent += 1 }
        }
        isBeside = isSampled
      }
    }
  }
}
