import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Makes the small pictures of one image of a report as `data:` URIs.
struct ReportPainter {
  /// Of the pictures.
  let size: (width: Int, height: Int)
  /// Of the files, which must all have it.
  let source: (width: Int, height: Int)
  let options: DecodingOptions

  /// A mask, as the legend shows it.
  func mask(_ rows: any LabelRows, legend: MaskLegend) throws -> LabelMap {
    try resized(MappedLabels(rows, table: legend.table))
  }

  /// The classes of a label file.
  func label(_ rows: any LabelRows) throws -> LabelMap { try resized(rows) }

  /// A photograph as JPEG.
  func uri(image url: URL) throws -> String {
    let rows = try ImageReader(contentsOf: url, options: options)
    try check(rows.width, rows.height, path: rows.path)
    let small = ResizedRows(ColourRows(rows), width: size.width, height: size.height)
    guard let image = try small.readRows(size.height) else {
      throw ImageIOError.truncated(path: rows.path, expectedRows: rows.height, readRows: 0)
    }
    let bytes = try ImageWriter.bytes(of: image, encoding: .jpeg(channels: 3, quality: 80))
    return "data:image/jpeg;base64,\(Data(bytes).base64EncodedString())"
  }

  /// A palette PNG of labels, ignored ones black.
  func uri(_ labels: LabelMap, legend: MaskLegend) throws -> String {
    let count = Int(labels.values.filter { $0 != ConfusionMatrix.none }.max() ?? 0) + 1
    let colours = (0..<count).map { legend.palette[UInt8($0)] } + [Palette.Colour(hex: 0x000000)]
    let values = labels.values.map { $0 == ConfusionMatrix.none ? UInt8(count) : $0 }
    return try uri(LabelMap(width: labels.width, height: labels.height, values: values), palette: Palette(colours))
  }

  /// A palette PNG of where labels are right, wrong or not scored.
  func uri(errors labels: LabelMap, _ truth: LabelMap) throws -> String {
    let rows = try AgreementRows(
      MemoryLabels(labels), reference: MemoryLabels(truth), ignored: ConfusionMatrix.none)
    guard let map = try rows.readRows(labels.height) else { preconditionFailure("the map has rows") }
    return try uri(map, palette: AgreementRows.palette)
  }

  private func uri(_ map: LabelMap, palette: Palette) throws -> String {
    let bytes = try ImageWriter.bytes(of: map, palette: palette)
    return "data:image/png;base64,\(Data(bytes).base64EncodedString())"
  }

  private func resized(_ rows: any LabelRows) throws -> LabelMap {
    try check(rows.width, rows.height, path: rows.path)
    guard let map = try ResizedLabels(rows, width: size.width, height: size.height).readRows(size.height) else {
      throw ImageIOError.truncated(path: rows.path, expectedRows: rows.height, readRows: 0)
    }
    return map
  }

  private func check(_ width: Int, _ height: Int, path: String) throws {
    guard width == source.width, height == source.height else {
      throw ImageIOError.sizesDiffer(
        path: path, width: width, height: height, otherPath: "the mask", otherWidth: source.width,
        otherHeight: source.height)
    }
  }
}
