import Basics
import Foundation
import NeuralNet

// K prototypes.

/// A student learns to predict what its teacher says of another view; then k-means cluster the teacher's features.
///
/// The teacher is the running mean of the student. It sees a crop, and scores each place for some prototypes. The student sees
/// the transformed copy, and what it says, brought back into the frame of the crop, is to be the softmax of the teacher's scores.
/// These are taken relative to their running mean and sharpened; without both, teacher and student come to say the same of all
/// pixels.
///
/// The two steps follow the idea of unsupervised teacher-student features and a clustering after them. The design is this
/// package's own; centring and sharpening are those of Caron et al., Emerging Properties in Self-Supervised Vision
/// Transformers, ICCV 2021, section 3.1.
public struct TeacherStudent: LearningMethod {
  /// The settings of the method.
  public let settings: TeacherStudentSettings
  private let clustering: FeatureClustering
  /// Nil before the first step.
  private var teacher: NetworkState?
  /// The running mean of the teacher's scores. Shape: [K].
  private var centre: [Float]
  public private(set) var clusters: ClusteredFeatures?

  /// The method at its beginning. The seed decides the samples and the starts of k-means.
  public init(_ settings: TeacherStudentSettings, seed: UInt64) {
    self.settings = settings
    centre = [Float](repeating: 0, count: settings.prototypes)
    clustering = FeatureClustering(settings: settings.clustering, seed: seed, key: "method.teacher-student")
  }

  public mutating func prepare(
    step: Int, network: Network, state: inout NetworkState, sampler: PairSampler, context: ComputeContext
  ) throws -> [String] {
    guard var next = teacher else {
      teacher = state
      return []
    }
    teacher = nil
    let rate = 1 - settings.momentum
    state.parameters.values.withUnsafeBuffer { student in
      next.parameters.values.withUnsafeMutableBuffer { teacher in
        for index in teacher.indices { teacher[index] += rate * (student[index] - teacher[index]) }
      }
    }
    teacher = next
    return []
  }

  public mutating func addGradients(
    _ batch: PairBatch, network: Network, state: inout NetworkState, into gradients: inout ParameterStore,
    step: inout LearningStep
  ) throws -> [StepRecord] {
    guard var teacher else { preconditionFailure("a step before its preparation") }
    let context = step.context
    let (features, cache) = network.trunk(batch.first, state: teacher, mode: .training, context: context)
    let scores = network.scores(features, head: 0, copy: 0, state: teacher, context: context)
    let (targets, mean) = targets(scores, context: context)
    let value = try PredictedViews.addGradients(
      batch, targets: targets, network: network, state: &state, into: &gradients, step: &step)
    network.commitStatistics(cache, to: &teacher)
    self.teacher = teacher
    for k in centre.indices { centre[k] += (1 - settings.centreMomentum) * (mean[k] - centre[k]) }
    return [value.record(step: step.number + 1, series: TeacherStudentSettings.head)]
  }

  /// The centred and sharpened softmax of the teacher's scores, and the mean of the scores of the whole batch.
  /// - Shapes: scores and result [N, H, W, K].
  private func targets(_ scores: Tensor, context: ComputeContext) -> (targets: Tensor, mean: [Float]) {
    let K = centre.count
    var sums = [Double](repeating: 0, count: K)
    var sharpened = scores
    sharpened.withUnsafeMutableBuffer { values in
      for start in stride(from: 0, to: values.count, by: K) {
        for k in 0..<K {
          sums[k] += Double(values[start + k])
          values[start + k] = (values[start + k] - centre[k]) / settings.temperature
        }
      }
    }
    let whole = context.sums(sums + [Double(scores.count / K)])
    return (Softmax.forward(sharpened, context: context), whole[..<K].map { Float($0 / max(1, whole[K])) })
  }

  public func trained(_ state: NetworkState) -> NetworkState { teacher ?? state }

  public mutating func refresh(
    network: Network, state: NetworkState, sampler: PairSampler, isLast: Bool, context: ComputeContext,
    progress: (_ fraction: Double) -> Void
  ) throws {
    let state = trained(state)
    let samples = try clustering.samples(
      from: sampler, geometry: sampler.geometry(of: network), share: isLast ? 1 : 0.25, context: context,
      progress: progress
    ) { network.trunk($0, state: state, mode: .inference, context: context).features }
    clusters = try clustering.clusters(
      of: samples, maps: [MapName.main: settings.classes, MapName.overclustering: settings.overclusters],
      starts: isLast ? nil : 1, context: context, progress: progress)
  }

  public func saved() throws -> MethodState {
    guard let teacher else { return MethodState() }
    var tensors = teacher.flat(prefix: "teacher")
    tensors["teacher.centre"] = Tensor([centre.count], values: centre)
    return MethodState(tensors: tensors)
  }

  public mutating func restore(_ saved: MethodState, network: Network) -> Bool {
    guard !saved.tensors.isEmpty else { return true }
    guard let state = NetworkState(flat: saved.tensors, prefix: "teacher", layout: network.layout),
      let centre = saved.tensors["teacher.centre"], centre.count == self.centre.count
    else { return false }
    (teacher, self.centre) = (state, centre.values)
    return true
  }

  /// A lower loss may also mean that teacher and student say the same of all pixels, so no step counts as the best.
  public func runningLoss(_ log: MetricsLog) -> Double? { nil }

  public func warning(_ log: MetricsLog) -> String? {
    if let share = log.recentMean(of: "largest_share", series: TeacherStudentSettings.head, over: 50), share > 0.95 {
      return "The student gives \(Int(100 * share)) % of what it sees to one prototype. Raise "
        + "method.teacher-student.temperature, lower the learning rate, or give more varied images."
    }
    return clusters?.warning
  }
}
