import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

extension Tessera {
  /// Scores a model's features by the linear-probe protocol: a linear classifier learns from labels of some images, and its
  /// classes are scored on others.
  ///
  /// The classifier is a 1x1 convolution of the features of the model's own classes, with a softmax. It learns from at most
  /// 3000 pixels an image and 40 000 in all, to convergence. Its scores are interpolated to the size of the image, and masks are
  /// not smoothed.
  /// - Parameters:
  ///   - model: the model whose features are scored.
  ///   - train: images and labels that the classifier learns from.
  ///   - test: images and labels that it is scored on; those that are in `train` too are left out.
  ///   - meaning: what the labels of both mean.
  ///   - seed: decides which labelled pixels are used.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `TeachingError`, `DatasetError`; ``EvaluationFailure`` where nothing can be scored.
  /// - Source: Hamilton et al., Unsupervised Semantic Segmentation by Distilling Feature Correspondences, ICLR 2022.
  public static func probe(
    _ model: SegmentationModel, taughtBy train: FilePairing, scoredOn test: FilePairing, meaning: LabelMeaning,
    seed: UInt64 = 0, options: DecodingOptions = .init(), parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws -> Evaluated {
    let options = options.warning(report)
    let learned = Set(train.pairs.map { FileIdentity($0.first.url) })
    let pairs = test.pairs.filter { !learned.contains(FileIdentity($0.first.url)) }
    if pairs.count < test.pairs.count {
      let count = NumberText.count(test.pairs.count - pairs.count, "image")
      report(.note("\(count) that the classifier learns from are not scored"))
    }
    guard !pairs.isEmpty else { throw EvaluationFailure(cause: EvaluationError.nothingBesidesLearned, failures: []) }
    let files = (train.pairs + pairs).map(\.second.url)
    report(.begins(.readingLabels, total: files.count, done: 0))
    let survey = LabelSurvey(files, meaning: meaning, options: options, parallel: parallel) { report(.advanced) }
    for notice in survey.notices { report(.labels(notice)) }
    let classes = survey.reading.classes ?? []

    var settings = TeachingSettings.linearProbe
    settings.seed = seed
    var teacher = try Teacher(model, settings: settings)
    teacher.options = options
    let labelled = train.pairs.map {
      Teacher.LabelledImage(image: $0.first, labels: .file($0.second.url, survey.reading))
    }
    let taught = try teacher.teach(
      labelled.map(\.image), labelled: labelled, classes: classes, parallel: parallel,
      begins: { stage, total in report(.begins(Stage(stage), total: total, done: 0)) }, progress: { report(.advanced) })
    let segmenter = try Segmenter(taught.model)
    report(.begins(.scoring, total: pairs.count, done: 0))
    let (counted, unread) = parallel.attempt(
      pairs, path: \.second.url.path, progress: { report(.advanced) }
    ) { pair in
      (
        pair,
        try segmenter.counts(
          of: pair.first.url, label: pair.second.url, reading: survey.reading, options: options,
          context: ComputeContext(threads: 1))
      )
    }
    let failures = taught.failures + unread
    var matrix = ConfusionMatrix()
    for (_, counts) in counted.compactMap({ $0 }) { matrix.add(counts) }
    guard matrix.pixels > 0 else {
      throw EvaluationFailure(cause: EvaluationError.nothingToScore(ignored: matrix.ignored), failures: failures)
    }
    let scores = Scores(matrix, naming: segmenter.naming, images: counted.count { $0 != nil })
    let images = counted.compactMap { $0 }.map { pair, counts in
      ImageCounts(mask: pair.first, label: pair.second, cells: counts.cells, ignored: counts.ignored).score(by: scores)
    }
    return Evaluated(scores: scores, images: images, failures: failures)
  }
}
