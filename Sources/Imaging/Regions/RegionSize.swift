import Basics

/// A size of regions.
public enum RegionSize: Hashable, Sendable {
  /// A number of pixels.
  case pixels(Int)
  /// An area on the ground, for masks that know where they lie on Earth.
  case squareMetres(Double)
}

/// How the regions of one mask are measured, and from which size on they are not small.
package struct RegionMeasure: Sendable {
  /// The least size of a region that is not small.
  package let limit: Double
  private let area: GroundArea?

  /// - Throws: ``RegionError/noGroundArea(path:)``.
  package init(_ size: RegionSize, of info: RasterInfo) throws {
    switch size {
    case .pixels(let count):
      limit = Double(count)
      area = nil
    case .squareMetres(let metres):
      guard let ground = GroundArea(info.uprightGeoreference) else { throw RegionError.noGroundArea(path: info.path) }
      // Sums of rounded areas must not make a region small that has the size to the last digit.
      let tolerant = metres * (1 - 1e-9)
      limit = ground.isConstant ? tolerant / ground.ofPixel(row: 0) : tolerant
      area = ground.isConstant ? nil : ground
    }
  }

  /// What a pixel of a row adds to the size of its region.
  package func ofPixel(row: Int) -> Double { area?.ofPixel(row: row) ?? 1 }
}

extension RasterInfo {
  /// The georeference, where it holds for the rows that are read. Files beside an image describe its stored pixels.
  package var uprightGeoreference: Georeference { orientation == .upright ? georeference : .none }
}

/// Why the regions of a mask cannot be worked on.
public enum RegionError: FileError, Hashable {
  /// The size of the pixels on the ground is unknown.
  case noGroundArea(path: String)
  /// There are more regions than numbers.
  case tooManyRegions(path: String)
  /// The second reading of a mask did not give the rows of the first.
  case changed(path: String)

  public var path: String {
    switch self {
    case .noGroundArea(let path), .tooManyRegions(let path), .changed(let path): path
    }
  }

  public var reason: String {
    switch self {
    case .noGroundArea:
      "does not say how large its pixels are on the ground (a world file and a coordinate system in metres or degrees do); "
        + "give the least size in pixels"
    case .tooManyRegions: "has more than \(UInt32.max - 1) regions; cut it into tiles"
    case .changed: "has changed while it was read; run it again"
    }
  }
}
