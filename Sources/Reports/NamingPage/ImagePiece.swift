import Basics
import Datasets
import Imaging
import Segmentation

/// An image, or a part of a large image, that can be shown on the page for naming.
package struct ImagePiece: Hashable, Sendable {
  package let item: ImageFolder.Item
  /// The size of the image in pixels.
  package let imageWidth: Int
  package let imageHeight: Int
  /// The rectangle of the image that is shown, in pixels.
  package let x: Int
  package let y: Int
  package let width: Int
  package let height: Int

  /// The side of the parts that large images are cut into. The page shows them a little smaller.
  private static let side = 768
  /// Images up to this longer side are shown as a whole.
  private static let longestWhole = 1000

  /// About `count` pieces, spread over the images and over the parts of large images.
  /// - Returns: the pieces in the order of `items`, and the images that cannot be read.
  package static func sample(
    _ items: [ImageFolder.Item], count: Int, options: DecodingOptions
  ) -> (pieces: [ImagePiece], failures: [FileFailure]) {
    let images = min(count, items.count)
    let each = (count + max(1, images) - 1) / max(1, images)
    var pieces: [ImagePiece] = []
    var failures: [FileFailure] = []
    for number in 0..<images {
      let item = items[number * items.count / images]
      do {
        pieces += parts(of: item, info: try RasterFile.info(of: item.url, options: options), count: each, number)
      } catch {
        failures.append(FileFailure(path: item.url.path, error: error))
      }
    }
    return (pieces, failures)
  }

  /// - Parameter number: of the image, so that other images show other parts.
  private static func parts(
    of item: ImageFolder.Item, info: RasterInfo, count: Int, _ number: Int
  ) -> [ImagePiece] {
    func piece(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> ImagePiece {
      ImagePiece(
        item: item, imageWidth: info.width, imageHeight: info.height, x: x, y: y, width: width, height: height)
    }
    guard max(info.width, info.height) > longestWhole else { return [piece(0, 0, info.width, info.height)] }
    let (width, height) = (min(side, info.width), min(side, info.height))
    let (across, down) = (info.width / width, info.height / height)
    let all = across * down
    return (0..<min(count, all)).map { part in
      let place = (part * all / min(count, all) + 5 * number) % all
      func start(_ index: Int, of parts: Int, _ length: Int, _ whole: Int) -> Int {
        parts > 1 ? index * (whole - length) / (parts - 1) : (whole - length) / 2
      }
      return piece(
        start(place % across, of: across, width, info.width), start(place / across, of: down, height, info.height),
        width, height)
    }
  }

  /// The size of a picture of the piece whose longer side has at most `longest` pixels.
  package func size(longest: Int) -> (width: Int, height: Int) {
    let scale = min(1, Double(longest) / Double(max(width, height)))
    return (max(1, Int((Double(width) * scale).rounded())), max(1, Int((Double(height) * scale).rounded())))
  }

  /// The pixels of the piece.
  /// - Throws: `ImageIOError`.
  package func read(options: DecodingOptions) throws -> MemoryRaster {
    try MemoryRaster(contentsOf: item.url, x: x, y: y, width: width, height: height, options: options)
  }
}
