import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// A page on which a person names, merges and scribbles the clusters of a model: one HTML file that needs no network and no
/// other file.
public struct NamingPage: Sendable {
  /// A picture of an image, or of a part of a large one, with its clusters.
  struct Piece: Encodable, Sendable {
    /// The path of the image below the folder of images.
    let image: String
    /// The size of the image, and the rectangle of it that is shown, in pixels.
    let imageWidth, imageHeight, x, y, spanWidth, spanHeight: Int
    /// The size of the picture in pixels.
    let width, height: Int
    /// A `data:` URI.
    let picture: String
    /// The clusters of the picture's pixels (``PackedLabels``).
    let map: Data
    /// The size of the grid of features; 0 where there are none.
    var gridWidth = 0
    var gridHeight = 0
    /// A plane for each feature, a byte for each place of the grid.
    var features = Data()
  }

  /// What the page's script reads.
  struct Content: Encodable, Sendable {
    let model: String
    let map: String
    let clusters: Int
    /// The naming to start from.
    let naming: Naming
    let scribbles: [Scribbles.Stroke]
    let merges: [[Int]]
    /// For each cluster: its share of the pixels, in how many of the looked at pieces it is, its mean colour (none
    /// where no picture shows it), and places.
    let shares: [Double]
    let pieceCounts: [Int]
    let colours: [String]
    let places: [ClusterPlaces.Places]
    /// How many pieces were looked at.
    let looked: Int
    /// How many of each piece's planes are components of the features; the colours and the contrast follow.
    let components: Int
    let pieces: [Piece]
    let thumbnails: [Piece]
    /// Colours for classes and clusters that have none.
    let palette: [String]
    var hints: Hints
    /// Changes with everything else, so that the browser keeps the work on each page apart.
    var id = ""
  }

  /// How a user goes on with the saved file, such as by commands.
  public struct Hints: Hashable, Sendable, Encodable {
    /// How to segment images with the names; nil for no hint.
    public var names: String?
    /// How to teach a classifier by the scribbles; nil for no hint.
    public var teach: String?

    /// Hints for the page; nil for none.
    public init(names: String? = nil, teach: String? = nil) {
      self.names = names
      self.teach = teach
    }
  }

  private var content: Content
  /// How a user goes on with the saved file.
  public var hints: Hints {
    get { content.hints }
    set { content.hints = newValue }
  }
  /// Clusters whose labelled pixels have more than one class, from the most disputed.
  public let disputed: [Int]
  /// Images that could not be used, each once.
  public let failures: [FileFailure]

  init(content: Content, disputed: [Int], failures: [FileFailure]) {
    self.content = content
    self.disputed = disputed
    self.failures = failures
  }

  /// How many pictures the page shows.
  public var pictures: Int { content.pieces.count }
  /// Clusters to name.
  public var clusters: Int { content.clusters }
  /// Clusters that have a class from the start.
  public var named: Int { content.naming.classOfCluster.count { $0 != nil } }

  /// The page, in UTF-8.
  /// - Throws: `EncodingError`.
  public func html() throws -> [UInt8] {
    var content = content
    let first = try Self.json(content)
    content.id = Self.identity(of: first)
    let values = [
      "style": Self.text(PackageResources.naming_css), "script": Self.scripts.map(Self.text).joined(separator: "\n"),
      "data": String(decoding: try Self.json(content), as: UTF8.self),
    ]
    return Array(ReportPage.filled(Self.text(PackageResources.naming_html), values).utf8)
  }

  /// The parts of the page's script, each of which uses only those before it.
  private static var scripts: [[UInt8]] {
    [
      PackageResources.naming_data_js, PackageResources.naming_state_js, PackageResources.naming_learn_js,
      PackageResources.naming_pictures_js, PackageResources.naming_lists_js, PackageResources.naming_js,
    ]
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// JSON that a script element can hold: no text in it ends the element.
  private static func json(_ content: Content) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var result: [UInt8] = []
    for byte in try encoder.encode(content) {
      if byte == UInt8(ascii: "<") { result += Array("\\u003c".utf8) } else { result.append(byte) }
    }
    return result
  }

  private static func identity(of bytes: [UInt8]) -> String {
    var fingerprint = Fingerprint()
    for byte in bytes { fingerprint.add(UInt64(byte)) }
    return fingerprint.text
  }
}
