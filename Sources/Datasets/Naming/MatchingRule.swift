/// The rule by which clusters get their classes where labels show both. Learning without labels numbers its clusters at
/// will, so scores need a match.
public enum MatchingRule: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each class goes to at most one cluster, so that most pixels are right: the optimal assignment. For as many clusters
  /// as classes.
  case oneToOne = "one-to-one"
  /// Each cluster gets the class that it meets most. For more clusters than classes.
  case manyToOne = "many-to-one"
  /// Masks hold classes already and are read as label files are: by the class table's values or colours.
  case identity

  /// The class of each cluster; nil for a cluster that gets none.
  /// - Parameter counts: pixels of each cluster (row) by class (column).
  public func classes(of counts: [[Int]]) -> [Int?] {
    switch self {
    case .oneToOne: Assignment.maximizing(counts.map { $0.map(Double.init) })
    case .manyToOne:
      counts.map { row in
        guard let most = row.max(), most > 0 else { return nil }
        return row.firstIndex(of: most)
      }
    case .identity: counts.enumerated().map { $1.indices.contains($0) ? $0 : nil }
    }
  }
}
