import Foundation

/// The place of an image on Earth.
public struct Georeference: Hashable, Sendable {
  /// The files beside the image that hold the place.
  public let files: GeoreferenceFiles
  /// The map from pixels to coordinates; nil when it is unknown.
  public let transform: PixelTransform?
  /// What the coordinates mean; nil when it is unknown.
  public let coordinateSystem: CoordinateSystem?

  /// The georeference that files beside the image file at `url` tell.
  public init(of image: URL) {
    files = GeoreferenceFiles(beside: image)
    func text(_ file: URL?) -> String? { file.flatMap { try? String(contentsOf: $0, encoding: .utf8) } }
    let auxiliary = text(files.auxiliary)
    transform = text(files.world).flatMap { PixelTransform(worldFile: $0) } ?? auxiliary.flatMap(AuxiliaryXML.transform)
    let wkt = auxiliary.flatMap(AuxiliaryXML.coordinateSystem) ?? text(files.projection)
    coordinateSystem = wkt.flatMap { CoordinateSystem(wkt: $0) }
  }

  /// The georeference that an image file itself tells.
  package init(transform: PixelTransform?, coordinateSystem: CoordinateSystem?) {
    files = .none
    self.transform = transform
    self.coordinateSystem = coordinateSystem
  }

  /// The value for an image without a known place.
  public static let none = Georeference(transform: nil, coordinateSystem: nil)

  /// Whether nothing is known that a picture of the same pixel grid could take over.
  var isEmpty: Bool { files.isEmpty && transform == nil && coordinateSystem == nil }
}
