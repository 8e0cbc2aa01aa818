import Basics
import Foundation
import Imaging

/// The mean probability of each region, from the probability masks that lie in a folder for the same images.
///
/// The mask `a/tile.png` has a probability mask for each class: `a/tile.0.png`, `a/tile.1.png` and so on.
struct ProbabilityMeans {
  private var sources: [UInt16: any RasterSource] = [:]
  private var sums: [UInt32: (sum: Int, pixels: Int)] = [:]
  private var bands: [UInt16: [UInt8]] = [:]
  private var width = 0

  /// - Parameters:
  ///   - labels: the labels of the regions.
  ///   - number: the number of the class that a label stands for.
  /// - Throws: `FileAccessError.unreadable`, also for a class without a file; `ImageIOError`.
  init(
    of item: ImageFolder.Item, in folder: URL, labels: Set<UInt16>, number: (UInt16) -> Int, info: RasterInfo,
    options: DecodingOptions
  ) throws {
    width = info.width
    for label in labels {
      let file = folder.appending(path: "\(item.stem).\(number(label)).png")
      let source = try RasterFile.open(file, as: .storedValues, options: options)
      try source.info.checkSize(equals: info)
      guard source.bands == 1, source.info.sampleType == .uint8 else {
        throw ImageIOError.unsupported(
          path: file.path,
          what: "\(source.bands) bands of \(source.info.sampleType), but a probability mask has one of 8 bits",
          remedy: "segment the images once more as probabilities")
      }
      sources[label] = source
    }
  }

  /// Reads the next rows of all masks.
  mutating func readRows(_ count: Int) throws {
    for (label, source) in sources {
      guard let band = try source.readRows(count), case .uint8(let values) = band.samples else { continue }
      bands[label] = values
    }
  }

  /// Adds a run of a region in the rows that were read last.
  mutating func add(_ columns: Range<Int>, row: Int, label: UInt16, region: UInt32) {
    guard let band = bands[label], band.count >= (row + 1) * width else { return }
    let sum = band[row * width + columns.lowerBound..<row * width + columns.upperBound].reduce(0) { $0 + Int($1) }
    sums[region, default: (0, 0)].sum += sum
    sums[region, default: (0, 0)].pixels += columns.count
  }

  /// The mean of each region, 0...1.
  var means: [UInt32: Double] { sums.mapValues { Double($0.sum) / Double($0.pixels) / 255 } }
}
