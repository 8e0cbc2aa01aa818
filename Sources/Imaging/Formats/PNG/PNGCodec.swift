import CImageCodecs

extension RasterFormat {
  /// PNG files.
  public static let png = RasterFormat(name: "PNG", extensions: ["png"], isLossless: true)
}

/// Reads PNG files by libpng.
enum PNGCodec: FileCodec {
  static let format = RasterFormat.png
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func recognises(_ bytes: [UInt8], path: String) throws -> Bool {
    if bytes.starts(with: signature) { return true }
    if signature.starts(with: bytes) {
      throw ImageIOError.truncated(path: path, expectedRows: 0, readRows: 0)
    }
    if bytes.starts(with: signature.prefix(4)) {
      throw ImageIOError.corrupt(path: path, reason: "a PNG signature altered by a text-mode transfer")
    }
    return false
  }

  static func open(
    _ source: ByteSource, asStored: Bool, georeference: Georeference, options: DecodingOptions
  ) throws -> any RasterSource {
    var header = image_header()
    var status = IMAGE_CODEC_OK
    let handle = png_decoder_create(source.handle, asStored, options.allowTruncated, &header, &status)
    let decoder = try RowDecoder(handle, header: header, status: status, of: source, functions: functions)
    return try DecodedSource(
      decoder, format: format, palette: palette(handle, header), georeference: georeference, options: options)
  }

  private static let functions = RowDecoder.Functions(
    read: { png_decoder_read($0, $1, $2, $3, $4) }, finish: { png_decoder_finish($0) },
    completeRows: { png_decoder_right_rows($0) }, remark: { remark($0) }, message: { png_decoder_message($0) },
    destroy: { png_decoder_destroy($0) })

  private static func remark(_ handle: OpaquePointer) -> String? {
    let damaged = String(cString: png_decoder_damaged_chunks(handle))
    let parts = [
      damaged.isEmpty
        ? nil : "it is damaged in \(damaged), outside the pixels; every row is complete, and all are used",
      png_decoder_lacks_end(handle) ? RowDecoder.lacksEnd : nil,
    ]
    let remarks = parts.compactMap { $0 }
    return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
  }

  /// The colour table of a palette PNG.
  private static func palette(_ handle: OpaquePointer?, _ header: image_header) -> Palette? {
    guard header.is_palette else { return nil }
    var bytes = [UInt8](repeating: 0, count: 768)
    png_decoder_palette(handle, &bytes)
    return Palette(
      (0..<Int(header.palette_count)).map { i in
        Palette.Colour(red: bytes[3 * i], green: bytes[3 * i + 1], blue: bytes[3 * i + 2])
      })
  }
}
