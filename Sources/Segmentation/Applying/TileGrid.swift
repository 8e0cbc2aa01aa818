import Basics
import Datasets
import Imaging
import NeuralNet

/// Cuts an image into tiles for the network: each a core, and around it a halo as wide as the network sees.
///
/// The grid depends on the image's size alone, and features lie on one grid over the whole image; so the tiles' classes
/// fit together without seams.
struct TileGrid: Sendable {
  struct Tile: Sendable {
    /// What the tile decides, in network pixels.
    var core: PixelRegion
    /// What the network is shown: the core and its halo, cut at the image's edges.
    var window: PixelRegion
  }

  /// The tiles, row by row.
  let rows: [[Tile]]
  /// Size of what is tiled, in network pixels.
  let width: Int
  let height: Int

  /// The tiles of an image of this size.
  ///
  /// An axis is continued to whole features, and to `shortest` where it is shorter.
  /// - Parameters:
  ///   - geometry: how features lie on the image.
  ///   - shortest: at least so many pixels, such as the size of training crops, which `side` bounds.
  ///   - side: pixels along the cores, but for rounding.
  init(width: Int, height: Int, geometry: TileGeometry, shortest: Int, side: Int) {
    func multiple(_ length: Int, of unit: Int) -> Int { (length + unit - 1) / unit * unit }
    func continued(_ length: Int) -> Int { multiple(max(length, min(shortest, side)), of: geometry.alignment) }
    let (width, height) = (continued(width), continued(height))
    if geometry.allowsTiles {
      // A pixel between two features takes from both.
      self.init(
        width: width, height: height, side: multiple(side, of: geometry.period),
        halo: multiple(geometry.reach + geometry.reduction, of: geometry.period))
    } else {
      self.init(width: width, height: height, side: max(width, height), halo: 0)
    }
  }

  /// - Parameters:
  ///   - side: of the cores, a multiple of `reduction`.
  ///   - halo: a multiple of `reduction`.
  init(width: Int, height: Int, side: Int, halo: Int) {
    self.width = width
    self.height = height
    rows = stride(from: 0, to: height, by: side).map { y in
      stride(from: 0, to: width, by: side).map { x in
        let core = PixelRegion(x: x, y: y, width: min(side, width - x), height: min(side, height - y))
        let left = max(0, x - halo)
        let top = max(0, y - halo)
        let right = min(width, x + core.width + halo)
        let bottom = min(height, y + core.height + halo)
        return Tile(core: core, window: PixelRegion(x: left, y: top, width: right - left, height: bottom - top))
      }
    }
  }
}

extension TileGeometry {
  /// Pixels along tiles, at least so many. Where features see far or repeat rarely, tiles are larger, so that their halos are
  /// not most of the work.
  func tileSide(least: Int) -> Int { max(least, 2 * reach, 4 * period) }
}

/// A rectangle of pixels.
struct PixelRegion: Hashable, Sendable {
  var x, y, width, height: Int
}
