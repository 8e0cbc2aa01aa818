import Basics

/// Rows cut into blocks of about the same size for the threads. The number of rows alone decides how.
struct RowBlocks {
  private let rows: Int
  let count: Int
  /// The most rows of a block.
  let size: Int

  /// - Parameter about: the size of the blocks. From 64 to 200 rows, products are fast and their values stay in the
  ///   second-level cache.
  init(_ rows: Int, about: Int = 128) {
    self.rows = rows
    let fewest = max(1, (rows + about - 1) / about)
    // An even number keeps two threads busy to the end.
    let blocks = fewest > 1 || rows >= about / 2 ? (fewest + 1) / 2 * 2 : 1
    size = max(1, (rows + blocks - 1) / blocks)
    count = (rows + size - 1) / size
  }

  subscript(index: Int) -> Range<Int> { index * size..<min(rows, (index + 1) * size) }
}
