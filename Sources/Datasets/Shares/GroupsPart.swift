import Basics
import Foundation

/// The groups of one share of images.
package struct GroupsPart: Codable, Hashable, Sendable {
  private struct Image: Codable, Hashable {
    /// Below the folder that was given.
    var path: String
    /// From the folder of the process.
    var place: String
    var cluster: Int
    var probability: Float
  }

  package let part: PartHeader
  private let clusters: Int
  /// The fingerprint of the model, and its map.
  private let model: String
  private let images: [Image]
  /// Images that could not be grouped.
  package let failures: [FileFailure]

  package init(
    _ part: PartHeader, _ images: [GroupedImage], clusters: Int, model: String, failures: [FileFailure]
  ) {
    self.part = part
    self.clusters = clusters
    self.model = model
    self.images = images.map {
      Image(
        path: $0.item.relativePath, place: $0.item.url.relativePath, cluster: $0.cluster, probability: $0.probability)
    }
    self.failures = failures
  }

  /// Images that were grouped.
  package var count: Int { images.count }

  /// The groups of all images.
  /// - Parameter parts: each with the file that it comes from.
  /// - Throws: ``PartError``.
  package static func joined(_ parts: [(path: String, part: GroupsPart)]) throws -> ImageGroups {
    let ordered = try PartHeader.order(parts.map { ($0.path, $0.part.part) }).map { parts[$0] }
    let first = ordered[0]
    for (path, part) in ordered {
      guard part.model == first.part.model, part.clusters == first.part.clusters else {
        throw PartError.otherTerms(
          path: path, terms: "\(part.clusters) clusters of the model \(part.model)", otherPath: first.path,
          otherTerms: "\(first.part.clusters) clusters of the model \(first.part.model)")
      }
      guard part.images.allSatisfy({ (0..<part.clusters).contains($0.cluster) && (0...1).contains($0.probability) })
      else {
        throw PartError.notPart(path: path, reason: "names clusters that there are not; make the share anew")
      }
    }
    let images = ordered.flatMap(\.part.images).map {
      GroupedImage(
        ImageFolder.Item(url: URL(filePath: $0.place), relativePath: $0.path), cluster: $0.cluster,
        probability: $0.probability)
    }
    return ImageGroups(images, clusters: first.part.clusters)
  }
}
