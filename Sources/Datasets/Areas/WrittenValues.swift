import Imaging

/// The values of a mask as the numbers of the classes that have them.
final class WrittenValues: RasterSource {
  let info: RasterInfo
  private let source: any RasterSource
  private let table: LabelTable
  private var nextRow = 0
  /// The number of values that belong to no class.
  private static let unknown = Label.none - 1

  /// - Parameters:
  ///   - source: a source of values, with no row read yet.
  ///   - classes: each with its value.
  init(_ source: any RasterSource, classes: [NamedClass]) {
    self.source = source
    info = source.info.derived(bands: 1, sampleType: .uint16)
    let values = classes.enumerated().map { Int($1.value(number: $0)) }
    var numbers = [UInt16](repeating: Self.unknown, count: (values.max() ?? -1) + 1)
    for (number, value) in values.enumerated() { numbers[value] = UInt16(number) }
    table = LabelTable(numbers, other: Self.unknown)
  }

  /// - Throws: the error of the source; `ClassTableError.unknownValue` for a value that no class has.
  func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    defer { nextRow += band.height }
    let values = LabelMap(band).values
    let numbers = values.map { table[$0] }
    if let place = numbers.firstIndex(of: Self.unknown) {
      throw ClassTableError.unknownValue(
        path: info.path, value: values[place], x: place % band.width, y: nextRow + place / band.width)
    }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(numbers), validity: band.validity)
  }
}
