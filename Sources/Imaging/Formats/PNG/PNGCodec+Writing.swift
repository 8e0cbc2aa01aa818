import CImageCodecs
import Foundation

extension PNGCodec {
  /// Creates an encoder and writes the header.
  /// - Parameters:
  ///   - palette: the colour table of a file of indices; nil for other files.
  ///   - texts: keywords and values that the file keeps.
  /// - Throws: `FileAccessError.unwritable`.
  static func encoder(
    to sink: any ByteSink, width: Int, height: Int, bands: Int, sampleType: SampleType, compression: Int,
    palette: Palette?, texts: [(keyword: String, value: String)]
  ) throws -> RowEncoder {
    var layout = png_layout()
    layout.width = UInt32(width)
    layout.height = UInt32(height)
    layout.channels = Int32(bands)
    layout.bit_depth = Int32(8 * sampleType.byteCount)
    layout.compression = Int32(compression)
    let table = palette?.colours.flatMap { [$0.red, $0.green, $0.blue] } ?? []
    layout.palette_count = Int32(palette?.colours.count ?? 0)
    let copies = texts.flatMap { [strdup($0.keyword), strdup($0.value)] }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer<CChar>($0) }
    layout.text_count = Int32(texts.count)
    var status = IMAGE_CODEC_OK
    let handle = table.withUnsafeBufferPointer { table in
      pointers.withUnsafeBufferPointer { pointers in
        layout.palette = layout.palette_count > 0 ? table.baseAddress : nil
        layout.texts = pointers.baseAddress
        return png_encoder_create(sink.handle, &layout, &status)
      }
    }
    return try RowEncoder(
      handle, status: status, to: sink,
      functions: RowEncoder.Functions(
        write: { png_encoder_write($0, $1, $2, $3) }, finish: { png_encoder_finish($0) },
        message: { png_encoder_message($0) }, destroy: { png_encoder_destroy($0) }))
  }
}
