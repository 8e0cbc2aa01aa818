import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Makes the small pictures of one image of a report as `data:` URIs.
struct ReportPainter {
  /// The size of the pictures, in pixels.
  let size: (width: Int, height: Int)
  /// The size that all files of the image must have, in pixels.
  let source: (width: Int, height: Int)
  let options: DecodingOptions
  /// How the pixels of photographs are prepared.
  let preparation: ImagePreparation

  /// A mask, as the legend shows it.
  func mask(_ rows: any RasterSource, legend: MaskLegend) throws -> LabelMap {
    try resized(MappedLabels(rows, table: legend.table))
  }

  /// The classes of a label file.
  func label(_ rows: any RasterSource) throws -> LabelMap { try resized(rows) }

  /// A photograph as JPEG.
  func uri(image url: URL) throws -> String {
    let rows = try preparation.open(url, options: options)
    try check(rows.info)
    let small = ResizedRows(ColourRows(rows), width: size.width, height: size.height)
    let bytes = try RasterFile.bytes(of: small.readAll(), encoding: .jpeg(bands: 3, quality: 80))
    return "data:image/jpeg;base64,\(Data(bytes).base64EncodedString())"
  }

  /// A palette PNG of labels, ignored ones black.
  func uri(_ labels: LabelMap, legend: MaskLegend) throws -> String {
    let greatest = labels.values.lazy.filter { $0 != Label.none }.max() ?? 0
    // A palette has 256 colours, so greater labels repeat them.
    let count = min(Int(greatest) + 1, 255)
    let colours = (0..<count).map { legend.palette[UInt16($0)] } + [Palette.Colour(hex: 0x000000)]
    let values = labels.values.map { $0 == Label.none ? UInt16(count) : $0 < 255 ? $0 : $0 % 255 }
    return try uri(LabelMap(width: labels.width, height: labels.height, values: values), palette: Palette(colours))
  }

  /// A palette PNG of where labels are right, wrong or not scored.
  func uri(errors labels: LabelMap, _ truth: LabelMap) throws -> String {
    let rows = try AgreementRows(MemoryRaster(labels.raster), reference: MemoryRaster(truth.raster))
    return try uri(LabelMap(rows.readAll()), palette: AgreementRows.palette)
  }

  private func uri(_ map: LabelMap, palette: Palette) throws -> String {
    let bytes = try RasterFile.bytes(of: map, palette: palette)
    return "data:image/png;base64,\(Data(bytes).base64EncodedString())"
  }

  private func resized(_ rows: any RasterSource) throws -> LabelMap {
    try check(rows.info)
    return try LabelMap(ResizedLabels(rows, width: size.width, height: size.height).readAll())
  }

  private func check(_ info: RasterInfo) throws {
    try info.checkSize(equals: RasterInfo(path: "the mask", width: source.width, height: source.height, bands: 1))
  }
}
