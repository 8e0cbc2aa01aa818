import Basics
import Foundation
import Imaging

/// How masks are stored in files: which number or colour a pixel of each cluster gets, by the naming of the clusters.
public struct MaskEncoding: Hashable, Sendable {
  /// How masks are stored.
  public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
    /// A palette PNG of one index a pixel; of more than 255 clusters a grey PNG of 16 bits.
    case index
    /// An RGB PNG.
    case color
    /// For each class of the naming a grey PNG, 0 for impossible to 255 for certain, its number before the extension: `tile.0.png`.
    case probability
  }

  public let format: Format
  /// What the clusters show; pixels of clusters that show nothing are 255 in index masks and black in colour.
  public let naming: Naming
  /// The classes with the value and the colour that masks hold for each.
  public let classes: [NamedClass]

  public init(_ naming: Naming, format: Format = .index) {
    self.naming = naming
    self.format = format
    classes = naming.maskClasses
  }

  /// What comes after a mask's stem; of several files the last to be complete.
  public var lastExtension: String { format == .probability ? "\(max(0, classes.count - 1)).png" : "png" }

  /// The files of the mask whose last one is `url`.
  package func files(for url: URL) -> [URL] {
    guard format == .probability else { return [url] }
    let stem = url.lastPathComponent.dropLast(lastExtension.count)
    let folder = url.deletingLastPathComponent()
    return classes.indices.map { folder.appending(path: "\(stem)\($0).png") }
  }

  package var imageEncoding: RasterEncoding {
    switch format {
    case .index: isWide ? .png(bands: 1, sampleType: .uint16) : .indexedPNG(palette)
    case .color: .png(bands: 3)
    case .probability: .png(bands: 1)
    }
  }

  /// The colour of every value that masks can have.
  private var palette: Palette {
    let shown = classes.map { (value: Int($0.value(number: 0)), colour: $0.colour(number: 0)) }
    let hasNone = naming.classOfCluster.contains(nil)
    let count = hasNone ? 256 : min(255, shown.map(\.value).max() ?? 0) + 1
    var colours = Palette.standard.prefix(count).colours
    for entry in shown where entry.value < count { colours[entry.value] = entry.colour }
    if count == 256 && !shown.contains(where: { $0.value == 255 }) { colours[255] = Palette.Colour(hex: 0) }
    return Palette(colours)
  }

  /// Whether masks of indices need 16 bits a pixel, of which 65535 means none: a byte holds 255 clusters and none.
  private var isWide: Bool {
    let greatest = classes.map { $0.value(number: 0) }.max() ?? 0
    return greatest > UInt16(Label.noneByte) || (naming.kind == .clusters && greatest == UInt16(Label.noneByte))
  }

  /// A band of clusters as the rows of an index or colour mask.
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
