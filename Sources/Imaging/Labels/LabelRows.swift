import Basics

/// A label map that is delivered from the top in bands of rows.
public protocol LabelRows: AnyObject {
  var width: Int { get }
  var height: Int { get }
  /// Where it comes from, for messages.
  var path: String { get }

  /// The next rows: `count` of them, or what is left; nil after the last.
  func readRows(_ count: Int) throws -> LabelMap?
}

extension LabelReader: LabelRows {
  public var width: Int { info.width }
  public var height: Int { info.height }
}

/// Labels that stand for others, looked up in a table.
public final class MappedLabels: LabelRows {
  public var width: Int { source.width }
  public var height: Int { source.height }
  public var path: String { source.path }
  private let source: any LabelRows
  private let table: [UInt8]
  private var isMet = [Bool](repeating: false, count: 256)

  /// - Parameter table: for each label the one that is delivered, 256 of them; nil to leave all as they are.
  /// - Precondition: the table has 256 entries.
  public init(_ source: any LabelRows, table: [UInt8]? = nil) {
    precondition(table.map { $0.count == 256 } ?? true, "a table of labels has 256 entries")
    self.source = source
    self.table = table ?? (0...255).map { $0 }
  }

  /// The labels delivered so far, in ascending order.
  public var metLabels: [UInt8] { (0...255).filter { isMet[Int($0)] } }

  public func readRows(_ count: Int) throws -> LabelMap? {
    guard var band = try source.readRows(count) else { return nil }
    for place in band.values.indices {
      let label = table[Int(band.values[place])]
      band.values[place] = label
      isMet[Int(label)] = true
    }
    return band
  }
}

/// A label map at another size than it is stored in; the pixels are those of
/// ``Resampling/resize(_:width:height:)-(LabelMap,_,_)``.
public final class ResizedLabels: LabelRows {
  public let width: Int
  public let height: Int
  public var path: String { source.path }
  private let source: any LabelRows
  private let columns: [Int]
  private var nextRow = 0
  private var band: LabelMap?
  private var bandStart = 0

  /// - Parameter source: of which no row has been read.
  /// - Precondition: the source is not empty, and `width` and `height` are positive.
  public init(_ source: any LabelRows, width: Int, height: Int) {
    precondition(
      width > 0 && height > 0 && source.width > 0 && source.height > 0, "an empty map cannot be resized")
    self.source = source
    self.width = width
    self.height = height
    columns = (0..<width).map { (2 * $0 + 1) * source.width / (2 * width) }
  }

  public func readRows(_ count: Int) throws -> LabelMap? {
    let count = min(count, height - nextRow)
    guard count > 0 else { return nil }
    var values: [UInt8] = []
    values.reserveCapacity(width * count)
    for y in nextRow..<nextRow + count {
      let map = try band(holding: (2 * y + 1) * source.height / (2 * height))
      let start = ((2 * y + 1) * source.height / (2 * height) - bandStart) * source.width
      for column in columns { values.append(map.values[start + column]) }
    }
    nextRow += count
    // What is left is read all the same, so that the end of the file is checked.
    if nextRow == height { while try source.readRows(256) != nil {} }
    return LabelMap(width: width, height: count, values: values)
  }

  private func band(holding row: Int) throws -> LabelMap {
    while true {
      if let band, row < bandStart + band.height { return band }
      bandStart += band?.height ?? 0
      guard let next = try source.readRows(64) else {
        throw ImageIOError.truncated(path: path, expectedRows: source.height, readRows: bandStart)
      }
      band = next
    }
  }
}

/// A label map in memory, delivered in bands of rows.
public final class MemoryLabels: LabelRows {
  public let path: String
  private let map: LabelMap
  private var nextRow = 0

  /// - Parameter name: stands for the path in errors.
  public init(_ map: LabelMap, name: String = "a map in memory") {
    self.map = map
    path = name
  }

  public var width: Int { map.width }
  public var height: Int { map.height }

  public func readRows(_ count: Int) -> LabelMap? {
    let count = min(count, height - nextRow)
    guard count > 0 else { return nil }
    defer { nextRow += count }
    return map.cropped(x: 0, y: nextRow, width: width, height: count)
  }
}
