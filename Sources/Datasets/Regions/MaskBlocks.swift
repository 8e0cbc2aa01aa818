import Imaging

/// The blocks of rows that masks are read in. Progress counts them, since a large mask alone can take long.
package enum MaskBlocks {
  /// The rows of a block, which has about a million pixels.
  package static func rows(of info: RasterInfo) -> Int { max(1, 1 << 20 / info.width) }

  /// The blocks of two readings of each mask.
  /// - Parameter infos: of the masks; nil for one that cannot be read.
  package static func count(_ infos: [RasterInfo?]) -> Int {
    infos.reduce(0) { sum, info in
      guard let info else { return sum }
      let rows = rows(of: info)
      return sum + 2 * ((info.height + rows - 1) / rows)
    }
  }
}
