import ArgumentParser
import TesseraKit

/// What regions are and which are too small, as told on the command line.
struct RegionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The least size of a region, in pixels.", valueName: "pixels"))
  var minSize: Int?

  @Option(
    help: ArgumentHelp(
      """
      The least size of a region as an area on the ground: 50m2, 0.5ha or 2km2. The masks need a world file and a coordinate \
      system in metres, feet or degrees.
      """, valueName: "area"))
  var minArea: Area?

  @Option(
    help: ArgumentHelp(
      "Which pixels belong to one region: those that share a side (4), or a corner too (8).", valueName: "4|8"))
  var connectivity = Connectivity.four

  func validate() throws {
    if let minSize, minSize < 1 { throw ValidationError("--min-size must be 1 or more, not \(minSize).") }
    if minSize != nil && minArea != nil {
      throw ValidationError("--min-size and --min-area both say which regions are too small; give one of them.")
    }
  }

  /// The least size; nil where none is given.
  var minimum: RegionSize? { minSize.map { .pixels($0) } ?? minArea.map { .squareMetres($0.squareMetres) } }

  /// An area with its unit.
  struct Area: ExpressibleByArgument {
    let squareMetres: Double

    private static let units: [(suffix: String, metres: Double)] = [("km2", 1e6), ("ha", 1e4), ("m2", 1)]

    init?(argument: String) {
      let found = Self.units.first { argument.hasSuffix($0.suffix) }
      guard let unit = found, let number = Double(argument.dropLast(unit.suffix.count)), number > 0, number.isFinite
      else { return nil }
      squareMetres = number * unit.metres
    }
  }
}

extension Connectivity: ExpressibleByArgument {
  public init?(argument: String) {
    guard let number = Int(argument) else { return nil }
    self.init(rawValue: number)
  }

  public var defaultValueDescription: String { "\(rawValue)" }
}
