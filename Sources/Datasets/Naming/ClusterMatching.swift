import Basics
import Foundation
import Imaging

/// Which class each cluster stands for. Learning without labels numbers its clusters at will, so scores need a match.
public struct ClusterMatching: Hashable, Sendable, Codable {
  /// The rule by which clusters get their classes.
  public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
    /// Each class goes to at most one cluster, so that most pixels are right: the optimal assignment. For as many clusters
    /// as classes.
    case oneToOne = "one-to-one"
    /// Each cluster gets the class that it meets most. For more clusters than classes.
    case manyToOne = "many-to-one"
    /// Masks hold classes already and are read as label files are: by the class table's values or colours.
    case identity
  }

  /// The class of each cluster; nil for a cluster that has none.
  public let classes: [Int?]

  public init(classes: [Int?]) { self.classes = classes }

  /// Reads the match from a file of scores.
  /// - Throws: ``EvaluationError/notScores(path:reason:)``.
  public init(scoresAt url: URL) throws {
    struct File: Decodable { let matching: [Int?] }
    do {
      classes = try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).matching
    } catch {
      let isMissing = !FileManager.default.fileExists(atPath: url.path)
      throw EvaluationError.notScores(
        path: url.path, reason: isMissing ? "there is no such file" : "holds no matching of clusters to classes")
    }
  }

  /// The best match for these counts.
  /// - Parameter counts: a row a cluster, an element a class.
  public init(_ rule: Rule, counts: [[Int]]) {
    switch rule {
    case .oneToOne: classes = Assignment.maximizing(counts.map { $0.map(Double.init) })
    case .manyToOne:
      classes = counts.map { row in
        guard let most = row.max(), most > 0 else { return nil }
        return row.firstIndex(of: most)
      }
    case .identity: classes = counts.enumerated().map { $1.indices.contains($0) ? $0 : nil }
    }
  }
}
