import Basics

/// Images sorted into clusters.
public struct ImageGroups: Hashable, Sendable {
  /// Sorted by path.
  public let images: [GroupedImage]
  /// Clusters, those without an image included.
  public let clusters: Int
  /// For each image the path that tells it from the others: below its folder if that is enough.
  public let paths: [String]

  /// - Precondition: no image is of a cluster beyond `clusters`.
  public init(_ images: [GroupedImage], clusters: Int) {
    precondition(
      images.allSatisfy { (0..<clusters).contains($0.cluster) }, "an image is of a cluster that is not there")
    let isUnique = Set(images.map(\.item.relativePath)).count == images.count
    func path(_ image: GroupedImage) -> String { isUnique ? image.item.relativePath : image.item.url.relativePath }
    self.images = images.sorted { path($0) < path($1) }
    self.clusters = clusters
    paths = self.images.map(path)
  }

  /// The images of a cluster, the most probable first.
  public func members(of cluster: Int) -> [GroupedImage] {
    images.filter { $0.cluster == cluster }.enumerated()
      .sorted { ($1.element.probability, $0.offset) < ($0.element.probability, $1.offset) }.map(\.element)
  }

  /// The number of a cluster with as many digits as that of the last one, at least two.
  public func name(of cluster: Int) -> String {
    let digits = max(2, String(max(0, clusters - 1)).count)
    let number = String(cluster)
    return "cluster-" + String(repeating: "0", count: max(0, digits - number.count)) + number
  }

  /// What looks wrong with the clusters; nil where nothing does.
  package var warning: String? {
    let used = Set(images.map(\.cluster)).count
    if used == 1 && images.count > 1 {
      return "All images are in one cluster. They may be alike; else train anew with another seed or for longer."
    }
    let empty = clusters - used
    guard empty > 0, images.count >= 10 * clusters else { return nil }
    return "\(NumberText.count(empty, "cluster has", "clusters have")) no image, of \(clusters)."
  }

  /// A line for each image: path, cluster and its probability.
  public var csv: String {
    "path,cluster,probability\n"
      + zip(paths, images).map {
        "\(CSV.quoted($0)),\($1.cluster),\(NumberText.decimal(Double($1.probability), 4))\n"
      }.joined()
  }

  /// A line for each cluster, for people: its images, their share, and the mean of their probabilities.
  public var table: String {
    var rows = [["cluster", "images", "share", "mean probability"]]
    for cluster in 0..<clusters {
      let members = images.filter { $0.cluster == cluster }
      let sum = members.reduce(0) { $0 + Double($1.probability) }
      rows.append([
        "\(cluster)", "\(members.count)",
        NumberText.decimal(100 * Double(members.count) / Double(max(1, images.count)), 1) + " %",
        members.isEmpty ? "-" : NumberText.decimal(sum / Double(members.count), 3),
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ") + "\n"
    }.joined()
  }
}
