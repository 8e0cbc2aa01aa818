import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

extension Tessera {
  /// Labels of a few images.
  public enum FewLabels: Sendable {
    /// Label files of some images, each pixel of a class or ignored, and what they mean.
    case files(FilePairing, LabelMeaning)
    /// What a person has painted on some images, from the file at a path.
    case scribbles(Scribbles, path: String)
  }

  /// What teaching gives.
  public struct Taught: Sendable {
    /// The taught model.
    public let model: SegmentationModel
    /// The images that have no labels.
    public let unlabelled: [ImageFolder.Item]
    /// Images and labels that could not be used.
    public let failures: [FileFailure]
  }

  /// Teaches a classifier on a model's features by few labels, and writes a model that shows the classes of the labels.
  ///
  /// - Parameters:
  ///   - images: all images, labelled or not.
  ///   - labels: the labels or the strokes of a brush.
  ///   - model: the model whose features the classifier sees.
  ///   - settings: how the classifier learns.
  ///   - folder: gets the model, as the folder of a training does.
  ///   - existing: whether a model that is there already is replaced.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `TeachingError`, `NamingError` for strokes on images that are not there, `DatasetError`, `SettingError`,
  ///   `FileAccessError`.
  public static func teach(
    _ images: ImageFolder, _ labels: FewLabels, on model: SegmentationModel, settings: TeachingSettings = .init(),
    into folder: URL, existing: OutputFolder.Existing = .refuse, options: DecodingOptions = .init(),
    parallel: Parallel = Parallel(), report: @escaping Report = { _ in }
  ) throws -> Taught {
    let run = RunFolder(folder)
    if existing != .replace && FileIdentity.kind(run.model) != nil {
      throw DatasetError.wouldReplaceFile(path: run.model.path)
    }
    var teacher = try Teacher(model, settings: settings)
    teacher.options = options.warning(report)
    let (labelled, classes) = try labelledImages(
      images, labels, options: teacher.options, parallel: parallel, report: report)
    let outcome = try teacher.teach(
      images.items, labelled: labelled, classes: classes, parallel: parallel,
      begins: { stage, total in report(.begins(Stage(stage), total: total, done: 0)) }, progress: { report(.advanced) })
    if !outcome.missing.isEmpty {
      let names = outcome.missing.map(\.name).joined(separator: ", ")
      report(.warning("no labelled pixel shows these classes, so masks will not: \(names)"))
    }
    if outcome.pixelsWithoutData > 0 {
      report(
        .warning(
          "\(NumberText.count(outcome.pixelsWithoutData, "labelled pixel")) lie where an image has no data, and were left out"
        ))
    }
    try FileAccessError.createFolder(folder)
    try outcome.model.write(to: run.model)
    let known = Set(labelled.map(\.image.url))
    return Taught(
      model: outcome.model, unlabelled: images.items.filter { !known.contains($0.url) }, failures: outcome.failures)
  }

  /// The images whose labels would help a taught model most.
  /// - Parameters:
  ///   - count: how many images are named at most.
  ///   - images: those without labels.
  ///   - model: the taught model.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError.unusable` where no image can be read.
  public static func suggest(
    _ count: Int, among images: [ImageFolder.Item], for model: SegmentationModel, options: DecodingOptions = .init(),
    parallel: Parallel = Parallel(), report: @escaping Report = { _ in }
  ) throws -> (suggestions: [LabelSuggestion], failures: [FileFailure]) {
    let options = options.warning(report)
    let segmenter = try Segmenter(model, smoothingRadius: 0)
    report(.begins(.looking, total: images.count, done: 0))
    let (doubts, failures) = parallel.attempt(images, path: \.url.path, progress: { report(.advanced) }) {
      try segmenter.doubt(of: $0, options: options, context: ComputeContext(threads: 1))
    }
    if let first = failures.first, failures.count == images.count {
      throw DatasetError.unusable(first, others: failures.count - 1)
    }
    return (LabelSuggestion.choose(count, among: doubts.compactMap { $0 }), failures)
  }

  /// The labelled ones among images, and the classes of the labels.
  private static func labelledImages(
    _ images: ImageFolder, _ labels: FewLabels, options: DecodingOptions, parallel: Parallel, report: @escaping Report
  ) throws -> (images: [Teacher.LabelledImage], classes: [NamedClass]) {
    switch labels {
    case .files(let pairing, let meaning):
      report(.begins(.readingLabels, total: pairing.pairs.count, done: 0))
      let survey = LabelSurvey(
        pairing.pairs.map(\.second.url), meaning: meaning, options: options, parallel: parallel
      ) { report(.advanced) }
      for notice in survey.notices { report(.labels(notice)) }
      let labelled = pairing.pairs.map {
        Teacher.LabelledImage(image: $0.first, labels: .file($0.second.url, survey.reading))
      }
      return (labelled, survey.reading.classes ?? [])
    case .scribbles(let scribbles, let path):
      guard !scribbles.strokes.isEmpty else { throw NamingError.noScribbles(path: path) }
      let known = Dictionary(images.items.map { ($0.relativePath, $0) }) { first, _ in first }
      let missing = scribbles.images.filter { known[$0] == nil }
      if let first = missing.first {
        if missing.count == scribbles.images.count {
          throw NamingError.scribblesElsewhere(
            path: path, image: first, example: images.items.first?.relativePath ?? "")
        }
        report(
          .warning(
            "\(path): \(NumberText.count(missing.count, "image")) with scribbles are not among the images, such as \(first)"
          ))
      }
      let labelled = scribbles.images.compactMap { known[$0] }.map {
        Teacher.LabelledImage(image: $0, labels: .scribbles(scribbles, path: path))
      }
      for entry in labelled {
        let info = try RasterFile.info(of: entry.image.url, options: options)
        let contested = scribbles.contestedPixels(
          of: entry.image.relativePath, width: info.width, height: info.height)
        if contested > 0 {
          report(
            .warning(
              "\(entry.image.relativePath): \(NumberText.count(contested, "pixel")) of strokes of two classes take the class "
                + "of the later stroke"))
        }
      }
      return (labelled, scribbles.classes)
    }
  }
}

extension Tessera.Stage {
  /// The stage of a part of teaching.
  init(_ stage: Teacher.Stage) {
    switch stage {
    case .readingLabels: self = .readingLabels
    case .measuring: self = .measuring
    case .teaching: self = .teaching
    }
  }
}
