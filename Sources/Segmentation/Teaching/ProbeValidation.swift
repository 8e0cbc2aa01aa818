import Basics
import Datasets
import Imaging
import NeuralNet

/// A choice of features and of a penalty for a ``LinearProbe``.
struct ProbeChoice: Hashable, Sendable {
  var features: [FeatureKind]
  /// Weight of the squared norm of the weights beside the mean cross-entropy.
  var penalty: Double
}

/// Tries choices on samples of other groups than they learn from: cross-validation.
struct ProbeValidation: Sendable {
  let samples: ProbeSamples
  /// The columns of each kind of features.
  let columns: [FeatureKind: [Range<Int>]]
  let classes: Int
  /// How much a sample of each class counts; nil where all count alike.
  let importance: [Double]?

  /// The most times that some groups are left out.
  private static let folds = 4
  /// The most samples that are learned from each time.
  private static let most = 3000
  /// Coarser than for the classifier itself: the order of the choices does not change.
  private static let tolerance = 1e-4

  /// Whether there are groups to leave out.
  var isPossible: Bool { Set(samples.groups).count > 1 }

  /// A later choice is taken only where its mean IoU is higher by so much, since few groups tell little.
  private static let advantage = 0.02

  /// The best of some choices, and its scores on samples that it had not seen. The first is taken unless another is clearly
  /// better.
  /// - Parameter progress: is called after each choice.
  /// - Precondition: there is a choice, and ``isPossible``.
  func best(
    of choices: [ProbeChoice], parallel: Parallel, progress: @Sendable () -> Void = {}
  ) -> (choice: ProbeChoice, scores: Scores) {
    precondition(!choices.isEmpty && isPossible, "no choice, or samples of one group alone")
    let found = parallel.map(choices) { choice in
      defer { progress() }
      return scores(of: choice)
    }
    let best = found.indices.reduce(0) { found[$1].meanIoU > found[$0].meanIoU ? $1 : $0 }
    let chosen = found[best].meanIoU > found[0].meanIoU + Self.advantage ? best : 0
    return (choices[chosen], found[chosen])
  }

  /// The scores of a choice on samples of groups that it had not seen.
  private func scores(of choice: ProbeChoice) -> Scores {
    let context = ComputeContext(threads: 1)
    let groups = Set(samples.groups).sorted()
    let folds = min(Self.folds, groups.count)
    let fold = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0 % folds) })
    let ranges = choice.features.flatMap { columns[$0] ?? [] }
    var matrix = ConfusionMatrix()
    for number in 0..<folds {
      let seen = (0..<samples.count).filter { fold[samples.groups[$0]] != number }
      let unseen = (0..<samples.count).filter { fold[samples.groups[$0]] == number }
      let used = min(seen.count, Self.most)
      let (features, labels) = samples.selected((0..<used).map { seen[$0 * seen.count / used] }, columns: ranges)
      let fit = ProbeFit(
        features, labels: labels, classes: classes, penalty: choice.penalty, importance: importance,
        tolerance: Self.tolerance, context: context)
      let (others, truth) = samples.selected(unseen, columns: ranges)
      matrix.add(
        masks: Self.row(fit.classes(of: others, context: context)), classes: Self.row(truth))
    }
    return Scores(matrix, classes: NamedClass.numbered(classes), rule: .identity, images: groups.count)
  }

  private static func row(_ labels: [Int]) -> LabelMap {
    LabelMap(width: labels.count, height: 1, values: labels.map { UInt16($0) })
  }
}
