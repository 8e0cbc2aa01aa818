import NeuralNet

/// A way to learn from images: what a step lowers, and what the heads of the network then mean.
///
/// A method is one file in this folder, a case of ``MethodSettings`` and a file of settings. `Trainer` does the rest:
/// batches, the optimizer, checkpoints and logs.
public protocol LearningMethod: Sendable {
  /// Whether it learns in steps. One that does not is only asked to refresh.
  var takesSteps: Bool { get }

  /// Does what must be done before a step, such as clustering anew; before the first refresh where there are no steps.
  /// - Parameter step: steps taken before.
  /// - Returns: the names of parameters that begin anew, whose moments the optimizer forgets.
  /// - Throws: what reading images throws.
  mutating func prepare(
    step: Int, network: Network, state: inout NetworkState, sampler: PairSampler, context: ComputeContext
  ) throws -> [String]

  /// Adds the gradients of one step to `gradients`, and moves the running statistics of batch norms.
  ///
  /// The batch may be a part of a larger one, whose other parts are computed at the same time. What must be known of the whole
  /// batch, such as a mean over it, comes from `ComputeContext/sums(_:)` and `ComputeContext/withSum(of:_:)` of the
  /// step's context; what is measured and changed is then the same for all parts, but for the gradients.
  /// - Returns: what the step measured, the loss among it; a record of each series, at least one.
  /// - Throws: ``LearningError/lossNotFinite(step:learningRate:)``; `state` is then unchanged.
  mutating func addGradients(
    _ batch: PairBatch, network: Network, state: inout NetworkState,
    into gradients: inout ParameterStore, step: inout LearningStep
  ) throws -> [StepRecord]

  /// Brings up to date what takes a look at many images, before the run is saved.
  /// - Parameters:
  ///   - isLast: whether training has ended. Mid-run, fewer images are looked at, so that saving does not stall it.
  ///   - progress: is told the done part, 0...1.
  /// - Throws: what reading images throws.
  mutating func refresh(
    network: Network, state: NetworkState, sampler: PairSampler, isLast: Bool, context: ComputeContext,
    progress: (_ fraction: Double) -> Void
  ) throws

  /// The maps that the network's heads or the clusters give now, the one of the classes first.
  var maps: [ClusterMap] { get }

  /// What the maps of centroids need; nil where there are none.
  var clusters: ClusteredFeatures? { get }

  /// The weights and statistics that the trained model has, for those that are trained.
  func trained(_ state: NetworkState) -> NetworkState

  /// What a checkpoint must hold beside weights and moments, for training to go on exactly.
  func saved() throws -> MethodState

  /// Takes up what ``saved()`` gave.
  /// - Returns: false where it is of another method.
  mutating func restore(_ saved: MethodState, network: Network) -> Bool

  /// The loss by which the best weights of a run are kept, averaged over some steps; nil while there are too few.
  func runningLoss(_ log: MetricsLog) -> Double?

  /// What the user should know about how training goes; nil where it goes well.
  func warning(_ log: MetricsLog) -> String?
}

// Defaults for a method that learns in steps; its maps are those of its clusters, if it has any.
extension LearningMethod {
  public var takesSteps: Bool { true }

  public mutating func prepare(
    step: Int, network: Network, state: inout NetworkState, sampler: PairSampler, context: ComputeContext
  ) throws -> [String] { [] }

  public var clusters: ClusteredFeatures? { nil }

  public var maps: [ClusterMap] { clusters?.maps ?? [] }

  public func trained(_ state: NetworkState) -> NetworkState { state }
}

/// What a method keeps between the parts of a resumed run.
public struct MethodState: Sendable {
  /// Arrays by name.
  public var tensors: [String: Tensor]
  /// Texts by name.
  public var texts: [String: String]

  /// What a checkpoint keeps for a method.
  public init(tensors: [String: Tensor] = [:], texts: [String: String] = [:]) {
    self.tensors = tensors
    self.texts = texts
  }
}

/// What a method is told about the step it takes part in.
public struct LearningStep: Sendable {
  /// Steps taken before.
  public let number: Int
  /// Steps in which each image is seen once on average.
  public let stepsPerEpoch: Int
  /// The learning rate of the step.
  public let learningRate: Float
  /// Whether the large maps before the first pooling are computed again in the backward pass.
  public let recomputesEarlyMaps: Bool
  /// The threads that the step may use.
  public private(set) var context: ComputeContext
  /// Seconds spent in each part of the steps so far.
  public internal(set) var timing: StepTiming
  private var clock = StepTiming.Clock()

  package init(
    number: Int, stepsPerEpoch: Int, learningRate: Float, recomputesEarlyMaps: Bool, timing: StepTiming = StepTiming(),
    context: ComputeContext
  ) {
    self.number = number
    self.stepsPerEpoch = stepsPerEpoch
    self.learningRate = learningRate
    self.recomputesEarlyMaps = recomputesEarlyMaps
    self.timing = timing
    self.context = context
  }

  /// The same step for a part of the batch.
  func on(_ context: ComputeContext) -> LearningStep {
    var step = self
    (step.context, step.clock) = (context, StepTiming.Clock())
    return step
  }

  /// Books the time since the last call, or since the step began, under `part`.
  public mutating func lap(_ part: WritableKeyPath<StepTiming, Double>) { clock.lap(part, of: &timing) }
}

/// Why a step cannot be taken.
public enum LearningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The loss of the step is infinite or not a number.
  case lossNotFinite(step: Int, learningRate: Float)

  public var description: String {
    switch self {
    case .lossNotFinite(let step, let rate):
      "The loss is not finite at step \(step). Lower optimization.learningRate (now \(rate)) or set "
        + "optimization.gradientClipping, and train anew."
    }
  }
}
