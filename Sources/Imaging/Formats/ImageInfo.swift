import Basics
import CImageCodecs
import Foundation

/// What a file's header says, known without decoding a pixel.
public struct ImageInfo: Hashable, Sendable {
  public let format: ImageFormat
  /// Columns for viewing, after the orientation is applied.
  public let width: Int
  /// Rows for viewing.
  public let height: Int
  /// Samples a pixel as delivered: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha (or whatever the file keeps there).
  public let channels: Int
  /// Bits a sample as delivered: 8 or 16.
  public let bitDepth: Int
  /// Bits a sample, or palette index, in the file: 1, 2, 4, 8 or 16.
  public let storedBitDepth: Int
  /// How the stored pixels were turned; already applied to what is delivered.
  public let orientation: ImageOrientation
  /// The colour table of a palette PNG.
  public let palette: Palette?
  /// Whether rows can only be delivered after the whole image is decoded into memory: interlaced PNG, progressive JPEG,
  /// turned JPEG.
  public let needsWholeImage: Bool

  /// Reads the header of the file at `url`.
  /// - Throws: `ImageIOError`.
  public init(contentsOf url: URL, options: DecodingOptions = .init()) throws {
    self = try ImageReader(contentsOf: url, options: options).info
  }

  init(_ decoder: RowDecoder, format: ImageFormat) {
    let header = decoder.header
    let orientation = ImageOrientation(exif: decoder.exif)
    self.format = format
    self.orientation = orientation
    width = Int(orientation.swapsAxes ? header.height : header.width)
    height = Int(orientation.swapsAxes ? header.width : header.height)
    channels = Int(header.channels)
    bitDepth = Int(header.bit_depth)
    storedBitDepth = Int(header.stored_depth)
    palette = header.is_palette ? Palette(decoder.palette) : nil
    needsWholeImage = header.is_buffered || orientation.needsWholeImage
  }
}
