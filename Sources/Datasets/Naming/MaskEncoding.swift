import Basics
import Foundation
import Imaging

/// How masks are stored in files, and which number or colour stands for each cluster.
public struct MaskEncoding: Hashable, Sendable {
  /// The kind of file.
  public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
    /// A palette PNG of one index a pixel; a grey PNG of 16 bits for more than 255 clusters.
    case index
    /// An RGB PNG.
    case colour
    /// A grey PNG for each class of the naming, from 0 (impossible) to 255 (certain), with the number of the class in its name:
    /// `tile.0.png`.
    case probability
    /// A grey PNG that tells how sure each pixel is: how far the probability of its class is above that of the next one, from 0
    /// (a tie) to 255.
    case margin

    /// Whether files hold numbers between 0 and 1, and not clusters.
    package var isMeasure: Bool { self == .probability || self == .margin }
  }

  /// The kind of raster file.
  public enum Container: String, Hashable, Sendable, Codable {
    /// A PNG file.
    case png
    /// A GeoTIFF, which needs a build with GDAL. Masks of probabilities are one file with a band for each class.
    case geoTIFF
    /// An array of NumPy, of shape [height, width, classes]: `Float` probabilities.
    case npy
    /// The same array as the tensor `probabilities` of a safetensors file, whose metadata names the classes.
    case safetensors

    /// The container of arrays; nil for rasters.
    package var array: ArrayEncoding.Container? {
      switch self {
      case .npy: .npy
      case .safetensors: .safetensors
      case .png, .geoTIFF: nil
      }
    }
  }

  /// What a pixel of the file says.
  public let format: Format
  /// The kind of raster file that is written.
  public let container: Container
  /// What the clusters show; pixels of clusters that show no class, and pixels without data, are 255 in index masks and black in
  /// colour masks.
  public let naming: Naming
  /// The classes with the value and the colour that masks hold for each.
  package let classes: [NamedClass]

  /// The encoding of masks whose clusters show what the naming says.
  /// - Precondition: an array holds probabilities.
  public init(_ naming: Naming, format: Format = .index, container: Container = .png) {
    precondition(container.array == nil || format == .probability, "an array holds probabilities")
    self.naming = naming
    self.format = format
    self.container = container
    classes = naming.maskClasses
  }

  /// The end of a mask's file name, after the stem; for a mask of several files, that of the file written last.
  package var lastExtension: String {
    if container == .geoTIFF { return "tif" }
    if let array = container.array { return array.rawValue }
    return format == .probability ? "\(max(0, classes.count - 1)).png" : "png"
  }

  /// The files of the mask whose last one is `url`.
  package func files(for url: URL) -> [URL] {
    guard format == .probability, container == .png else { return [url] }
    let stem = url.lastPathComponent.dropLast(lastExtension.count)
    let folder = url.deletingLastPathComponent()
    return classes.indices.map { folder.appending(path: "\(stem)\($0).png") }
  }

  /// The encoding of a mask.
  /// - Parameters:
  ///   - mayHaveNoData: whether its pixels can have no data, which are stored as no class.
  ///   - georeference: where a GeoTIFF lies.
  ///   - metadata: keys and values that a GeoTIFF keeps.
  package func imageEncoding(
    mayHaveNoData: Bool = false, georeference: Georeference = .none, metadata: [String: String] = [:]
  ) -> RasterEncoding {
    if container == .geoTIFF {
      var encoding = geoTIFF
      encoding.georeference = georeference
      encoding.metadata = metadata
      return .geoTIFF(encoding)
    }
    if let array = container.array {
      return .array(ArrayEncoding(array, bands: max(1, classes.count), metadata: metadata.merging(names) { $1 }))
    }
    return switch format {
    case .index: isWide ? .png(bands: 1, sampleType: .uint16) : .indexedPNG(palette(hasNone: mayHaveNoData))
    case .colour: .png(bands: 3)
    case .probability, .margin: .png(bands: 1)
    }
  }

  /// The names of the classes, as a list in JSON.
  private var names: [String: String] {
    guard let list = try? JSONEncoder().encode(classes.map(\.name)) else { return [:] }
    return ["classes": String(decoding: list, as: UTF8.self)]
  }

  private var geoTIFF: GeoTIFFEncoding {
    var encoding = GeoTIFFEncoding(bands: 1)
    switch format {
    case .index:
      encoding.sampleType = isWide ? .uint16 : .uint8
      encoding.palette = isWide ? nil : palette(hasNone: true)
      encoding.overviews = .mode
      let none = isWide ? Label.none : UInt16(Label.noneByte)
      encoding.noData = classes.contains { $0.value(number: 0) == none } ? nil : Double(none)
    case .colour:
      encoding.bands = 3
      encoding.overviews = .mode
    case .probability:
      encoding.bands = max(1, classes.count)
      encoding.bandNames = classes.map(\.name)
    case .margin:
      encoding.bandNames = ["margin"]
    }
    return encoding
  }

  /// The colour of every value that masks can have.
  /// - Parameter hasNone: whether pixels can have no class although every cluster shows one.
  private func palette(hasNone: Bool) -> Palette {
    let shown = classes.map { (value: Int($0.value(number: 0)), colour: $0.colour(number: 0)) }
    let hasNone = hasNone || naming.classOfCluster.contains(nil)
    let count = hasNone ? 256 : min(255, shown.map(\.value).max() ?? 0) + 1
    var colours = Palette.standard.prefix(count).colours
    for entry in shown where entry.value < count { colours[entry.value] = entry.colour }
    if count == 256 && !shown.contains(where: { $0.value == 255 }) { colours[255] = Palette.Colour(hex: 0) }
    return Palette(colours)
  }

  /// Whether pixels without data can be told from all others in masks: every cluster shows a class, and no class has the value
  /// for none.
  package var tellsNoData: Bool {
    let none = UInt16(Label.noneByte)
    return !naming.classOfCluster.contains(nil) && (isWide || !classes.contains { $0.value(number: 0) == none })
  }

  /// Whether index masks need 16 bits a pixel, 65535 for no class: a byte has room for 255 clusters and no class.
  private var isWide: Bool {
    let greatest = classes.map { $0.value(number: 0) }.max() ?? 0
    return greatest > UInt16(Label.noneByte) || (naming.kind == .clusters && greatest == UInt16(Label.noneByte))
  }

  /// Rows of clusters as rows of an index or colour mask.
  package func raster(of band: LabelMap) -> Raster {
    let shown = naming.classOfCluster.map { $0.map { classes[$0] } }
    let (width, height) = (band.width, band.height)
    if format == .index {
      let none = isWide ? Label.none : UInt16(Label.noneByte)
      let table = LabelTable(shown.map { $0?.value(number: 0) ?? none }, other: none)
      if isWide {
        return Raster(width: width, height: height, bands: 1, samples: .uint16(band.values.map { table[$0] }))
      }
      let values = band.values.map { UInt8(truncatingIfNeeded: table[$0]) }
      return Raster(width: width, height: height, bands: 1, values: values)
    }
    let colours = shown.map { $0?.colour(number: 0) ?? Palette.Colour(hex: 0) }
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * band.values.count)
    for cluster in band.values {
      let colour = Int(cluster) < colours.count ? colours[Int(cluster)] : Palette.Colour(hex: 0)
      samples.append(colour.red)
      samples.append(colour.green)
      samples.append(colour.blue)
    }
    return Raster(width: width, height: height, bands: 3, values: samples)
  }
}
