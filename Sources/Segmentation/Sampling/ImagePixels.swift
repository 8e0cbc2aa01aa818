import Imaging

/// The prepared pixels of a training image: in memory, in a file of decoded pixels, or read by windows from the image file.
enum ImagePixels: Sendable {
  case decoded(Raster)
  case stored(StoredRaster)
  case windows(ImageWindows)

  var width: Int {
    switch self {
    case .decoded(let raster): raster.width
    case .stored(let raster): raster.width
    case .windows(let windows): windows.info.width
    }
  }

  var height: Int {
    switch self {
    case .decoded(let raster): raster.height
    case .stored(let raster): raster.height
    case .windows(let windows): windows.info.height
    }
  }

  var bands: Int {
    switch self {
    case .decoded(let raster): raster.bands
    case .stored(let raster): raster.bands
    case .windows(let windows): windows.info.bands
    }
  }

  /// The pixels of a rectangle.
  /// - Throws: `ImageIOError` when the image file can no longer be read.
  func read(x: Int, y: Int, width: Int, height: Int) throws -> Raster {
    switch self {
    case .decoded(let raster): raster.cropped(x: x, y: y, width: width, height: height)
    case .stored(let raster): try raster.read(x: x, y: y, width: width, height: height)
    case .windows(let windows): try windows.read(x: x, y: y, width: width, height: height)
    }
  }

  /// All pixels.
  /// - Throws: `ImageIOError` when the image file can no longer be read.
  func whole() throws -> Raster { try read(x: 0, y: 0, width: width, height: height) }
}
