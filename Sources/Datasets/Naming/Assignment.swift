import Basics
import Imaging

/// The assignment problem: which rows go with which columns, one to one, so that the sum of their values is greatest.
///
/// - Source: the Hungarian method by shortest augmenting paths, Jonker and Volgenant, Computing 38, 1987.
public enum Assignment {
  /// The column of each row; nil where there are more rows than columns and the row goes without.
  ///
  /// Takes time in proportion to `rows * columns * min(rows, columns)`.
  /// - Parameter values: one array a row, all of the same length.
  /// - Precondition: the rows have one length, the values are finite.
  public static func maximizing(_ values: [[Double]]) -> [Int?] {
    let columns = values.first?.count ?? 0
    precondition(values.allSatisfy { $0.count == columns }, "the rows of an assignment have one length")
    guard columns > 0 else { return values.map { _ in nil } }
    if values.count <= columns { return minimizing(values.map { $0.map { -$0 } }).map { $0 } }
    let transposed = (0..<columns).map { column in values.map { -$0[column] } }
    var result = [Int?](repeating: nil, count: values.count)
    for (column, row) in minimizing(transposed).enumerated() { result[row] = column }
    return result
  }

  /// The column of each row at the least cost, where there are at least as many columns as rows.
  private static func minimizing(_ cost: [[Double]]) -> [Int] {
    let columns = cost.first?.count ?? 0
    var rowPotentials = [Double](repeating: 0, count: cost.count)
    var columnPotentials = [Double](repeating: 0, count: columns)
    var rowOf = [Int?](repeating: nil, count: columns)
    for start in cost.indices {
      // The cheapest path from `start` to a free column, over columns already taken and the rows that hold them.
      var distance = [Double](repeating: .infinity, count: columns)
      var previous = [Int?](repeating: nil, count: columns)
      var done = [Bool](repeating: false, count: columns)
      var row = start
      var reached: Int?
      var length = 0.0
      var end = 0
      while true {
        for column in 0..<columns where !done[column] {
          let candidate = length + cost[row][column] - rowPotentials[row] - columnPotentials[column]
          if candidate < distance[column] {
            distance[column] = candidate
            previous[column] = reached
          }
        }
        end = (0..<columns).filter { !done[$0] }.min { distance[$0] < distance[$1] } ?? 0
        length = distance[end]
        done[end] = true
        guard let holder = rowOf[end] else { break }
        row = holder
        reached = end
      }
      rowPotentials[start] += length
      for column in 0..<columns where done[column] && column != end {
        if let holder = rowOf[column] { rowPotentials[holder] += length - distance[column] }
        columnPotentials[column] -= length - distance[column]
      }
      var column = end
      while let before = previous[column] {
        rowOf[column] = rowOf[before]
        column = before
      }
      rowOf[column] = start
    }
    var result = [Int](repeating: 0, count: cost.count)
    for (column, row) in rowOf.enumerated() { if let row { result[row] = column } }
    return result
  }
}
