import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

/// Gathers what a page for naming shows from images and a model.
public struct NamingPageBuilder: Sendable {
  /// Gives the clusters that are named.
  public let segmenter: Segmenter
  /// What labels mean, with the classes that clusters can show; without classes a person types them.
  public var meaning = LabelMeaning()
  /// Names to go on from; nil to begin anew.
  public let start: NamingStart?
  /// Images with labels that the clusters are matched to; nil for none.
  public var labels: FilePairing?
  /// Limits of the decoder, for the images.
  public var options = DecodingOptions()

  /// Pieces of images that are looked at.
  private static let sample = 32
  private static let pictures = 6...12
  private static let thumbnails = 20
  /// Pixels of the longer side of pictures, thumbnails and grids of features.
  private static let sides = (picture: 560, thumbnail: 112, grid: 140)
  private static let components = 24
  /// A cluster is in a piece from this share on.
  private static let visible = 0.002

  /// - Parameters:
  ///   - map: the name of the map whose clusters are named; nil for the one with most clusters.
  ///   - start: names to go on from; nil to begin anew.
  /// - Throws: `SegmentationError.mapMissing`.
  public init(_ model: SegmentationModel, map: String? = nil, start: NamingStart? = nil) throws {
    segmenter = try Segmenter(model, map: map ?? model.finestMap?.name)
    self.start = start
  }

  /// A part of the work.
  public enum Stage: Sendable {
    /// Matching clusters to labels, looking for images to show, measuring clusters, or drawing pictures.
    case matching, looking, measuring, drawing
  }

  /// - Parameters:
  ///   - begins: is told of each stage and how many images it takes.
  ///   - notice: is called with what was decided about the labels.
  ///   - progress: is called after each image.
  /// - Throws: `DatasetError` where no image can be used, `NamingError` for names of other clusters or labels of one class,
  ///   `EvaluationError` for labels of nothing.
  public func build(
    _ images: ImageFolder, parallel: Parallel, begins: (Stage, _ total: Int) -> Void = { _, _ in },
    notice: (LabelNotice) -> Void = { _ in }, progress: @Sendable () -> Void = {}
  ) throws -> NamingPage {
    var naming = try self.naming(parallel: parallel, begins: begins, notice: notice, progress: progress)
    let (pieces, unread) = ImagePiece.sample(images.items, count: Self.sample, options: options)
    begins(.looking, pieces.count)
    let (looks, unseen) = parallel.attempt(pieces, path: \.item.url.path, progress: progress) { piece in
      try look(at: piece)
    }
    let seen = zip(pieces, looks).compactMap { piece, look in look.map { (piece: piece, look: $0) } }
    let failures = unread + unseen
    guard let first = seen.first else {
      guard let failure = failures.first else { throw DatasetError.noImages(paths: [], unsupported: []) }
      throw DatasetError.unusable(failure, others: failures.count - 1)
    }
    var survey = first.look.survey
    for (_, look) in seen.dropFirst() { survey.add(look.survey) }
    let merges = naming.value.merges ?? survey.merges
    naming.value.merges = merges

    let most = segmenter.clusters > 254 ? 8 : Self.pictures.upperBound
    let chosen = PieceCover.choose(seen.map(\.look.shares), least: Self.pictures.lowerBound, most: most)
    let rest = seen.indices.filter { !chosen.contains($0) }
    begins(.measuring, chosen.count)
    let (measured, _) = parallel.attempt(chosen, path: { seen[$0].piece.item.url.path }, progress: progress) { index in
      let piece = seen[index].piece
      return try segmenter.moments(
        of: piece.read(options: options), context: ComputeContext(threads: 1))
    }
    guard var moments = measured.compactMap({ $0 }).first else {
      throw DatasetError.unusable(failures[0], others: failures.count - 1)
    }
    for other in measured.compactMap({ $0 }).dropFirst() { moments.add(other) }
    let projection = FeatureProjection(moments, count: Self.components)
    begins(.drawing, chosen.count)
    let (drawn, undrawn) = parallel.attempt(chosen, path: { seen[$0].piece.item.url.path }, progress: progress) {
      index in
      try draw(seen[index].piece, projection: projection)
    }
    let shown = drawn.compactMap { $0 }
    guard !shown.isEmpty, undrawn.isEmpty else {
      throw DatasetError.unusable(undrawn[0], others: undrawn.count - 1)
    }
    let summary = Summary(shown, clusters: segmenter.clusters)
    let count = Double(seen.count)
    var listed: Set<String> = []
    return NamingPage(
      content: NamingPage.Content(
        model: segmenter.naming.model ?? "", map: segmenter.map.name, clusters: segmenter.clusters,
        naming: naming.value, scribbles: naming.scribbles, merges: merges,
        shares: (0..<segmenter.clusters).map { k in seen.reduce(0) { $0 + $1.look.shares[k] } / count },
        pieceCounts: (0..<segmenter.clusters).map { k in seen.count { $0.look.shares[k] >= Self.visible } },
        colours: summary.colours, places: summary.places, looked: seen.count, components: projection.clusters,
        pieces: shown.map(\.piece), thumbnails: rest.prefix(Self.thumbnails).compactMap { seen[$0].look.thumbnail },
        palette: (0..<64).map { Palette.standard[UInt16($0)].hexString }, hints: .init()),
      disputed: naming.disputed,
      failures: (naming.failures + images.failures + failures).filter { listed.insert($0.path).inserted })
  }

  /// What a first look at a piece gives.
  private struct Look: Sendable {
    let shares: [Double]
    let survey: ClusterSurvey
    let thumbnail: NamingPage.Piece
  }

  private func look(at piece: ImagePiece) throws -> Look {
    let image = try piece.read(options: options)
    var (labels, survey) = try segmenter.survey(image, context: ComputeContext(threads: 1))
    labels.leaveOut(image.raster.validity)
    var counts = [Int](repeating: 0, count: segmenter.clusters)
    for label in labels.values where label != Label.none { counts[Int(label)] += 1 }
    let size = piece.size(longest: Self.sides.thumbnail)
    let small = Resampling.resize(labels, width: size.width, height: size.height)
    return Look(
      shares: counts.map { Double($0) / Double(max(1, labels.values.count)) }, survey: survey,
      thumbnail: try picture(piece, image, labels: small, quality: 70))
  }

  /// What the page shows of a piece.
  struct Drawn: Sendable {
    let piece: NamingPage.Piece
    let certainty: CertaintyMap
    /// The picture's pixels, RGB.
    let pixels: [UInt8]
  }

  private func draw(_ piece: ImagePiece, projection: FeatureProjection) throws -> Drawn {
    let image = try piece.read(options: options)
    let context = ComputeContext(threads: 1)
    let size = piece.size(longest: Self.sides.picture)
    var certainty = try segmenter.certainty(
      of: image, width: size.width, height: size.height, context: context)
    certainty.labels.leaveOut(
      image.raster.validity.map { validity in
        let map = LabelMap(width: image.width, height: image.height, values: validity.map(UInt16.init))
        return Resampling.resize(map, width: size.width, height: size.height).values.map { UInt8($0) }
      })
    var drawn = try picture(piece, image, labels: certainty.labels, quality: 80)
    (drawn.gridWidth, drawn.gridHeight) = piece.size(longest: Self.sides.grid)
    let planes = try segmenter.components(
      of: image, projection: projection, width: drawn.gridWidth, height: drawn.gridHeight,
      context: context)
    let colours = try self.colours(image).readAll()
    for plane in planes + GridColours.planes(of: colours, width: drawn.gridWidth, height: drawn.gridHeight) {
      drawn.features.append(contentsOf: plane)
    }
    let small = Resampling.resize(colours, width: size.width, height: size.height)
    guard case .uint8(let pixels) = small.samples else { preconditionFailure("colours have eight bits") }
    return Drawn(piece: drawn, certainty: certainty, pixels: pixels)
  }

  /// The colours of an image as the model is shown them.
  private func colours(_ image: MemoryRaster) throws -> ColourRows {
    ColourRows(try segmenter.model.input.preparation.prepare(image.unread))
  }

  private func picture(_ piece: ImagePiece, _ image: MemoryRaster, labels: LabelMap, quality: Int) throws
    -> NamingPage.Piece
  {
    let rows = ResizedRows(try colours(image), width: labels.width, height: labels.height)
    let bytes = try RasterFile.bytes(of: rows.readAll(), encoding: .jpeg(bands: 3, quality: quality))
    return NamingPage.Piece(
      image: piece.item.relativePath, imageWidth: piece.imageWidth, imageHeight: piece.imageHeight, x: piece.x,
      y: piece.y, spanWidth: piece.width, spanHeight: piece.height, width: labels.width, height: labels.height,
      picture: "data:image/jpeg;base64,\(Data(bytes).base64EncodedString())",
      map: Data(PackedLabels.bytes(of: labels)))
  }

  /// What the pictures say about each cluster.
  private struct Summary {
    let colours: [String]
    let places: [ClusterPlaces.Places]

    init(_ shown: [Drawn], clusters: Int) {
      var sums = [SIMD4<Int>](repeating: .zero, count: clusters)
      for drawn in shown {
        for (place, label) in drawn.certainty.labels.values.enumerated() where label != Label.none {
          let at = 3 * place
          sums[Int(label)] &+= SIMD4(Int(drawn.pixels[at]), Int(drawn.pixels[at + 1]), Int(drawn.pixels[at + 2]), 1)
        }
      }
      colours = sums.map { sum in
        let count = sum.w
        guard count > 0 else { return "" }
        func mean(_ total: Int) -> UInt8 { UInt8((total + count / 2) / count) }
        return Palette.Colour(red: mean(sum.x), green: mean(sum.y), blue: mean(sum.z)).hexString
      }
      places = ClusterPlaces.find(in: shown.map(\.certainty), clusters: clusters)
    }
  }
}

extension LabelMap {
  /// Takes the label from pixels without data.
  fileprivate mutating func leaveOut(_ validity: [UInt8]?) {
    guard let validity else { return }
    for (place, isValid) in validity.enumerated() where isValid == 0 { values[place] = Label.none }
  }
}
