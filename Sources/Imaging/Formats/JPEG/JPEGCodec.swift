import CImageCodecs

extension RasterFormat {
  /// JPEG files.
  public static let jpeg = RasterFormat(
    name: "JPEG", extensions: ["jpg", "jpeg", "jpe", "jfif"], isLossless: false)
}

/// Reads and writes JPEG files by libjpeg.
enum JPEGCodec: FileCodec {
  static let format = RasterFormat.jpeg

  static func recognises(_ bytes: [UInt8], path: String) throws -> Bool {
    if bytes == [0xFF] || bytes == [0xFF, 0xD8] {
      throw ImageIOError.truncated(path: path, expectedRows: 0, readRows: 0)
    }
    return bytes.starts(with: [0xFF, 0xD8, 0xFF])
  }

  static func open(
    _ source: ByteSource, asStored: Bool, georeference: Georeference, options: DecodingOptions
  ) throws -> any RasterSource {
    var header = image_header()
    var status = IMAGE_CODEC_OK
    let handle = jpeg_decoder_create(source.handle, options.allowTruncated, &header, &status)
    let decoder = try RowDecoder(
      handle, header: header, status: status, of: source,
      functions: RowDecoder.Functions(
        read: { jpeg_decoder_read($0, $1, $2, $3, $4) }, finish: { jpeg_decoder_finish($0) },
        completeRows: { jpeg_decoder_right_rows($0) },
        remark: { jpeg_decoder_lacks_end($0) ? RowDecoder.lacksEnd : nil }, message: { jpeg_decoder_message($0) },
        destroy: { jpeg_decoder_destroy($0) }))
    return try DecodedSource(
      decoder, format: format, orientation: ImageOrientation(exif: exif(handle)), georeference: georeference,
      options: options)
  }

  /// Creates an encoder and writes the header.
  /// - Throws: `FileAccessError.unwritable`.
  static func encoder(
    to sink: any ByteSink, width: Int, height: Int, bands: Int, quality: Int
  ) throws -> RowEncoder {
    var layout = jpeg_layout(
      width: UInt32(width), height: UInt32(height), channels: Int32(bands), quality: Int32(quality))
    var status = IMAGE_CODEC_OK
    let handle = jpeg_encoder_create(sink.handle, &layout, &status)
    return try RowEncoder(
      handle, status: status, to: sink,
      functions: RowEncoder.Functions(
        write: { jpeg_encoder_write($0, $1, $2, $3) }, finish: { jpeg_encoder_finish($0) },
        message: { jpeg_encoder_message($0) }, destroy: { jpeg_encoder_destroy($0) }))
  }

  /// The payload of the Exif marker.
  private static func exif(_ handle: OpaquePointer?) -> [UInt8] {
    var count = 0
    guard let bytes = jpeg_decoder_exif(handle, &count) else { return [] }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
