import ArgumentParser
import Foundation
import TesseraKit

/// How masks are stored, as told on the command line.
struct EncodingOptions: ParsableArguments {
  @Option(
    help: """
      How masks are stored: index (a palette PNG of one number a pixel), colour (an RGB PNG), probability (a grey PNG \
      for each cluster or class, 0 for impossible to 255 for certain, its number before the extension: tile.0.png), or \
      margin (a grey PNG that tells how sure each pixel is, from 0 for a tie of two classes to 255). npy and safetensors \
      hold the probabilities as 32-bit floats, an array of shape [height, width, classes]. geotiff stands for index with \
      --geotiff.
      """)
  var format = MaskFormat.index

  @Flag(
    help: """
      Write GeoTIFFs in place of PNGs: tiled, compressed and with overviews, placed on Earth as the image is, and with \
      colours, names and what has made them. Probabilities are the bands of one file. Needs a build with GDAL.
      """)
  var geotiff = false

  @Option(
    help: ArgumentHelp(
      """
      With --geotiff, also join the masks to one map: a .vrt that refers to them, or a .tif of its own.
      """, valueName: "map.vrt"))
  var mosaic: String?

  @Option(
    name: [.customLong("names"), .customLong("matching")],
    help: ArgumentHelp(
      """
      Write classes instead of clusters, as this file names them: the names that the page of `tessera page` has saved, or \
      the names or scores of labelled images (evaluate --names or --json). The file says which map it names. An \
      overcluster that the labelled images do not show gets the class of those it is merged with.
      """,
      valueName: "names.json"))
  var matching: String?

  @Flag(
    help: """
      With --names or a taught model, write the numbers that the data set's label files have, such as Cityscapes ids.
      """)
  var labelIds = false

  func validate() throws {
    if labelIds && format.encoding != .index { throw ValidationError("--label-ids goes with --format index.") }
    if geotiff && format.array != nil { throw ValidationError("--geotiff does not go with --format \(format).") }
    if mosaic != nil && container != .geoTIFF { throw ValidationError("--mosaic goes with --geotiff.") }
    if let mosaic, !["vrt", "tif", "tiff"].contains(URL(filePath: mosaic).pathExtension.lowercased()) {
      throw ValidationError("--mosaic names a file that ends in .vrt or .tif, not \(mosaic).")
    }
    if container == .geoTIFF && !RasterFile.hasGDAL {
      throw ValidationError(
        "this build writes no GeoTIFF; \(RasterFile.wayToGDAL)")
    }
  }

  private var container: MaskEncoding.Container {
    geotiff || format == .geotiff ? .geoTIFF : format.array ?? .png
  }

  /// The name of the map that the given naming names; nil where there is no naming, or it does not know its map.
  /// - Throws: ``NamingError``.
  func namedMap() throws -> String? { try matching.flatMap { try Naming(contentsOf: URL(filePath: $0)).map } }

  /// How the masks of `segmenter` are stored; tells of clusters whose class is inferred.
  /// - Throws: ``NamingError``.
  func encoding(for segmenter: Segmenter) throws -> MaskEncoding {
    if segmenter.sieve != nil && format.encoding.isMeasure {
      throw ValidationError("--min-region merges regions of classes; it goes with --format index or colour.")
    }
    guard let matching else {
      var naming = segmenter.naming
      if labelIds && naming.kind == .clusters {
        throw ValidationError("--label-ids needs --names, since the model shows clusters and not classes.")
      }
      naming.writesLabelValues = labelIds
      return MaskEncoding(naming, format: format.encoding, container: container)
    }
    var naming = try Naming(contentsOf: URL(filePath: matching)).fitted(to: segmenter.naming, path: matching)
    if let merged = segmenter.model.description.groups(of: segmenter.map) {
      let inferred = naming.inferClasses(ofMerged: merged).map(String.init).joined(separator: ", ")
      if !inferred.isEmpty {
        Console.standard.note(
          "not in the labelled images, so given the class of those merged with them: clusters \(inferred)")
      }
    }
    naming.writesLabelValues = labelIds
    return MaskEncoding(naming, format: format.encoding, container: container)
  }
}

/// A way to store masks, as it is named on the command line.
enum MaskFormat: String, CaseIterable, ExpressibleByArgument {
  case index, colour, probability, margin, npy, safetensors, geotiff

  init?(argument: String) { self.init(rawValue: argument == "color" ? "colour" : argument) }

  var encoding: MaskEncoding.Format {
    switch self {
    case .index, .geotiff: .index
    case .colour: .colour
    case .probability, .npy, .safetensors: .probability
    case .margin: .margin
    }
  }

  /// The container of an array of numbers; nil for rasters.
  var array: MaskEncoding.Container? {
    switch self {
    case .npy: .npy
    case .safetensors: .safetensors
    case .index, .colour, .probability, .margin, .geotiff: nil
    }
  }
}
