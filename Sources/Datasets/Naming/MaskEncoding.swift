import Basics
import Foundation
import Imaging

/// What masks look like in files: which number or colour a cluster gets, and how it is stored.
public struct MaskEncoding: Hashable, Sendable {
  /// How masks are stored.
  public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
    /// A palette PNG of one index a pixel.
    case index
    /// An RGB PNG.
    case color
    /// For each entry a grey PNG, 0 for impossible to 255 for certain, its number before the extension: `tile.0.png`.
    case probability
  }

  /// What a mask can show: a cluster, or a class.
  public struct Entry: Hashable, Sendable {
    public let name: String
    /// Its pixels in index masks.
    public let value: UInt8
    /// Its pixels in colour masks, and their look in index masks.
    public let colour: Palette.Colour
  }

  public let format: Format
  public let entries: [Entry]
  /// The entry of each cluster; nil for clusters without one, whose pixels are 255 in index masks and black in colour.
  public let groups: [Int?]
  /// Clusters that the labelled images have not shown and that stand for the class of those they are merged with.
  public let inferred: [Int]
  private let showsClasses: Bool

  static func name(ofCluster cluster: Int) -> String { "cluster \(cluster)" }

  /// Clusters as they are, by number.
  public init(clusters: Int, format: Format = .index) {
    self.format = format
    showsClasses = false
    inferred = []
    groups = Array(0..<clusters)
    entries = (0..<clusters).map {
      let value = UInt8(truncatingIfNeeded: $0)
      return Entry(name: Self.name(ofCluster: $0), value: value, colour: Palette.standard[value])
    }
  }

  /// Classes, as the scores of labelled images have matched them.
  /// - Parameters:
  ///   - mergedClasses: for each cluster what it is merged into. After a many-to-one match, a cluster that the labelled
  ///     images have not shown then stands for the class that most pixels of those merged with it have.
  ///   - labelIds: write the values of the data set's label files instead of the numbers of the classes.
  /// - Throws: ``EvaluationError/otherClusters(matched:clusters:)`` for a match of more clusters than there are.
  public init(
    _ scores: Scores, clusters: Int, mergedClasses: [Int]? = nil, format: Format = .index, labelIds: Bool = false
  ) throws {
    guard scores.matching.count <= clusters else {
      throw EvaluationError.otherClusters(matched: scores.matching.count, clusters: clusters)
    }
    self.format = format
    showsClasses = true
    var groups = scores.matching + [Int?](repeating: nil, count: clusters - scores.matching.count)
    var inferred: [Int] = []
    if let mergedClasses, scores.rule == .manyToOne {
      precondition(mergedClasses.count == clusters, "\(clusters) clusters are merged, not \(mergedClasses.count)")
      for cluster in groups.indices where groups[cluster] == nil {
        let kin = scores.confusion.indices.filter { mergedClasses[$0] == mergedClasses[cluster] }
        let pixels = scores.perClass.indices.map { label in kin.reduce(0) { $0 + scores.confusion[$1][label] } }
        guard let most = pixels.max(), most > 0 else { continue }
        groups[cluster] = pixels.firstIndex(of: most)
        inferred.append(cluster)
      }
    }
    self.groups = groups
    self.inferred = inferred
    entries = scores.perClass.enumerated().map { index, score in
      Entry(name: score.name, value: labelIds ? score.value : UInt8(truncatingIfNeeded: index), colour: score.colour)
    }
  }

  /// How many clusters or classes masks can show, in words.
  public var summary: String { "\(entries.count) \(showsClasses ? "classes" : "clusters")" }

  /// What comes after a mask's stem; of several files the last to be complete.
  public var lastExtension: String { format == .probability ? "\(max(0, entries.count - 1)).png" : "png" }

  /// The files of the mask whose last one is `url`.
  package func files(for url: URL) -> [URL] {
    guard format == .probability else { return [url] }
    let stem = url.lastPathComponent.dropLast(lastExtension.count)
    let folder = url.deletingLastPathComponent()
    return entries.indices.map { folder.appending(path: "\(stem)\($0).png") }
  }

  package var imageEncoding: ImageWriter.Encoding {
    switch format {
    case .index: .indexedPNG(palette)
    case .color: .png(channels: 3)
    case .probability: .png(channels: 1)
    }
  }

  /// The colour of every value that masks can have.
  private var palette: Palette {
    let count = groups.contains(nil) ? 256 : (entries.map { Int($0.value) }.max() ?? 0) + 1
    var colours = Palette.standard.prefix(count).colours
    for entry in entries where Int(entry.value) < count { colours[Int(entry.value)] = entry.colour }
    if count == 256 && !entries.contains(where: { $0.value == 255 }) { colours[255] = Palette.Colour(hex: 0) }
    return Palette(colours)
  }

  /// A band of clusters as index or colour samples.
  package func samples(of band: LabelMap) -> [UInt8] {
    let entry = (0..<256).map { cluster in groups.indices.contains(cluster) ? groups[cluster].map { entries[$0] } : nil
    }
    if format == .index {
      let values = entry.map { $0?.value ?? ConfusionMatrix.none }
      return band.values.map { values[Int($0)] }
    }
    let colours = entry.map { $0?.colour ?? Palette.Colour(hex: 0) }
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * band.values.count)
    for cluster in band.values {
      let colour = colours[Int(cluster)]
      samples.append(colour.red)
      samples.append(colour.green)
      samples.append(colour.blue)
    }
    return samples
  }
}
