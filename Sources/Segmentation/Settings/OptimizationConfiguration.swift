import Basics
import NeuralNet

/// Optimizer, batch and duration.
public struct OptimizationConfiguration: Codable, Hashable, Sendable {
  /// A way of changing the weights by gradients.
  public enum Method: String, Codable, Sendable {
    /// ``Adam``.
    case adam
    /// ``SGD`` with momentum.
    case sgd
  }
  /// How gradients change the weights.
  public var method = Method.adam
  /// The learning rate, above 0.
  public var learningRate: Float = 1e-3
  /// How the learning rate changes over the run.
  public var schedule = LearningRateSchedule()
  /// Of stochastic gradient descent, 0..<1.
  public var momentum: Float = 0.9
  /// This part of each weight is added to its gradient, after clipping; 0 for none.
  public var weightDecay: Float = 0
  /// Largest Euclidean norm of the gradient, which is scaled down to it; 0 for no limit.
  public var gradientClipping: Float = 0
  /// Image pairs a step.
  public var pairs = 8
  /// Parts of a batch whose sums are joined in a fixed order, so that results do not depend on how many processes share the
  /// parts; at most so many can. Smaller parts take more time. 0 for one part where there is one process, else for one part
  /// for every four pairs, at most eight; a run saves what that comes to.
  public var batchParts = 0
  /// Steps in all; 0 for no limit.
  public var steps = 600
  /// Times that each image is seen in all; 0 for no limit.
  public var epochs = 0
  /// Minutes in all; 0 for no limit. A run limited by time is not repeatable, one limited by steps is.
  public var minutes = 0.0
  /// Steps between checkpoints.
  public var checkpointInterval = 200
  /// Computes the large maps before the first pooling again in the backward pass rather than keep them: less memory, by
  /// a seventh with the paper's network, for 2 % more time.
  public var recomputesEarlyMaps = false

  /// The settings as their defaults have them.
  public init() {}

  /// The parts of a batch where ``batchParts`` leaves their number open, too.
  /// - Parameter views: pairs that stay in one part, since they are of one image.
  /// - Throws: `ProcessesError.tooMany(processes:parts:)`.
  package func parts(for processes: any Communicator, views: Int = 1) throws -> Int {
    let automatic = processes.isAlone ? 1 : max(1, min(8, pairs / max(4, views)))
    let parts = batchParts > 0 ? batchParts : automatic
    guard processes.size <= parts else { throw ProcessesError.tooMany(processes: processes.size, parts: parts) }
    return parts
  }

  func validate() throws {
    func check(_ isValid: Bool, _ key: String, _ value: some CustomStringConvertible, _ requirement: String) throws {
      try SettingCheck.require(isValid, "optimization.\(key)", value, requirement)
    }
    try check((1...4096).contains(pairs), "pairs", pairs, "from 1 to 4096")
    try check(
      (0...pairs).contains(batchParts), "batchParts", batchParts, "from 0 (automatic) to the pairs of a batch, \(pairs)"
    )
    try check(learningRate > 0 && learningRate.isFinite, "learningRate", learningRate, "a number above 0")
    try check((0..<1).contains(momentum), "momentum", momentum, "from 0 to below 1")
    try check((0..<1).contains(weightDecay), "weightDecay", weightDecay, "from 0 to below 1")
    try check(gradientClipping >= 0, "gradientClipping", gradientClipping, "0 (no limit) or more")
    try check(checkpointInterval > 0, "checkpointInterval", checkpointInterval, "at least 1")
    try check((0...1_000_000_000).contains(steps), "steps", steps, "from 0 (no limit) to 1000000000")
    try check(minutes >= 0 && minutes.isFinite, "minutes", minutes, "0 (no limit) or more")
    try check((0...1_000_000).contains(epochs), "epochs", epochs, "from 0 (no limit) to 1000000")
    try check(
      steps > 0 || minutes > 0 || epochs > 0, "steps", steps,
      "above 0 where neither epochs nor minutes end the training")
    try check(schedule.warmupSteps >= 0, "schedule.warmupSteps", schedule.warmupSteps, "0 (no warm-up) or more")
    try check(
      (0...1).contains(schedule.finalFraction), "schedule.finalFraction", schedule.finalFraction, "from 0 to 1")
    try check(
      schedule.factor >= 0 && schedule.factor.isFinite, "schedule.factor", schedule.factor, "a number of 0 or more")
  }
}
