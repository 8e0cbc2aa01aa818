import Basics
import Datasets
import Imaging
import NeuralNet

/// Everything that determines a training run, beside the images: saved with the run, enough to repeat it.
public struct TrainingConfiguration: Codable, Hashable, Sendable {
  /// Seed of all randomness: initial weights, crops, augmentation.
  public var seed: UInt64 = 0
  public var input = InputConfiguration()
  public var network = NetworkConfiguration()
  public var augmentation = AugmentationConfiguration()
  public var loss = LossConfiguration()
  public var optimization = OptimizationConfiguration()
  public var segmentation = SegmentationConfiguration()

  public init() {}

  /// Checks every range.
  /// - Throws: ``ConfigurationError/invalidValue(key:value:requirement:)``.
  public func validate() throws {
    func check(_ valid: Bool, _ key: String, _ value: some CustomStringConvertible, _ requirement: String) throws {
      guard valid else {
        throw ConfigurationError.invalidValue(key: key, value: value.description, requirement: requirement)
      }
    }
    try check((0...4).contains(input.channels), "input.channels", input.channels, "0 (by the images) to 4")
    try check((16...4096).contains(input.cropSize), "input.cropSize", input.cropSize, "from 16 to 4096 pixels")
    try check(input.scale > 0 && input.scale <= 4, "input.scale", input.scale, "above 0 and at most 4")
    try check(
      (2...254).contains(network.classes), "network.classes", network.classes,
      "from 2 to 254: one class alone leaves nothing to tell apart")
    try check(
      network.overclusters == 0 || (2...254).contains(network.overclusters), "network.overclusters",
      network.overclusters, "0 (no overclustering head) or from 2 to 254")
    try check((1...32).contains(network.subheads), "network.subheads", network.subheads, "from 1 to 32")
    try check(
      !network.trunk.isEmpty && network.trunk.contains { !$0.isPool }, "network.trunk", network.trunk.count,
      "at least one convolution")
    for stage in network.trunk {
      if case .convolution(let channels, let dilation, let padding) = stage {
        try check((1...8192).contains(channels), "network.trunk", channels, "from 1 to 8192 channels")
        try check((1...64).contains(dilation), "network.trunk", dilation, "a dilation from 1 to 64")
        try check((0...64).contains(padding ?? 0), "network.trunk", padding ?? 0, "a padding from 0 to 64")
      }
    }
    try check(
      network.featureSize(input.cropSize) != nil, "input.cropSize", input.cropSize,
      "large enough for network.trunk to leave something of it")
    try check((0...64).contains(network.headPadding), "network.headPadding", network.headPadding, "from 0 to 64")
    try check((0...64).contains(loss.radius), "loss.radius", loss.radius, "from 0 to 64 pixels")
    try check(loss.radius < input.cropSize, "loss.radius", loss.radius, "smaller than input.cropSize")
    try check(
      (0...256).contains(loss.sparseMinimum)
        && (loss.sparseMaximum == 0 || (loss.sparseMinimum...256).contains(loss.sparseMaximum)),
      "loss.sparseMinimum", loss.sparseMinimum, "from 0 to 256, with loss.sparseMaximum at least as large")
    for (key, weight) in [
      ("entropyWeight", loss.entropyWeight), ("overclusteringEntropyWeight", loss.overclusteringEntropyWeight),
    ] { try check(weight > 0 && weight.isFinite, "loss.\(key)", weight, "a number above 0") }
    try check((1...4096).contains(optimization.pairs), "optimization.pairs", optimization.pairs, "from 1 to 4096")
    try check(
      optimization.learningRate > 0 && optimization.learningRate.isFinite, "optimization.learningRate",
      optimization.learningRate, "a number above 0")
    try check(
      (0..<1).contains(optimization.momentum), "optimization.momentum", optimization.momentum, "from 0 to below 1")
    try check(
      optimization.gradientClipping >= 0, "optimization.gradientClipping", optimization.gradientClipping,
      "0 (no limit) or more")
    try check(
      optimization.checkpointInterval > 0, "optimization.checkpointInterval", optimization.checkpointInterval,
      "at least 1")
    try check(optimization.steps >= 0, "optimization.steps", optimization.steps, "0 (no limit) or more")
    try check(
      optimization.minutes >= 0 && optimization.minutes.isFinite, "optimization.minutes", optimization.minutes,
      "0 (no limit) or more")
    try check(optimization.epochs >= 0, "optimization.epochs", optimization.epochs, "0 (no limit) or more")
    try check(
      optimization.steps > 0 || optimization.minutes > 0 || optimization.epochs > 0, "optimization.steps",
      optimization.steps, "above 0 where neither epochs nor minutes end the training")
    let schedule = optimization.schedule
    try check(
      schedule.warmupSteps >= 0, "optimization.schedule.warmupSteps", schedule.warmupSteps, "0 (no warm-up) or more")
    try check(
      (0...1).contains(schedule.finalFraction), "optimization.schedule.finalFraction", schedule.finalFraction,
      "from 0 to 1")
    try check(
      schedule.factor >= 0 && schedule.factor.isFinite, "optimization.schedule.factor", schedule.factor,
      "a number of 0 or more")
    try augmentation.validate()
    try check(
      (0...1024).contains(segmentation.smoothingRadius), "segmentation.smoothingRadius", segmentation.smoothingRadius,
      "from 0 (none) to 1024 pixels")
  }
}

/// How images become network input.
public struct InputConfiguration: Codable, Hashable, Sendable {
  /// Channels taken from each image: 1 grey, 3 RGB, 4 RGB and infrared (or alpha); 0 takes what all images have.
  public var channels = 0
  /// Side of the square training crops, in pixels after scaling.
  public var cropSize = 128
  /// Images are resized by this factor first.
  public var scale: Float = 1
  /// Adds horizontal and vertical Sobel derivatives of the brightness as two more channels.
  public var sobel = true
  /// Whether the colour channels stay beside the Sobel channels.
  public var colour = true

  public init() {}

  /// Channels the network sees.
  public var networkChannels: Int { (colour || !sobel ? channels : 0) + (sobel ? 2 : 0) }
}

/// How masks are made with the trained network.
public struct SegmentationConfiguration: Codable, Hashable, Sendable {
  /// Whose clusters masks show. A network with fewer overclusters than classes, or none, shows its main head's.
  public var head = OutputHead.main
  /// Masks follow the image's edges within windows of this radius, in pixels of the image; 0 for none. The larger, the
  /// smoother, and the more small regions are lost.
  public var smoothingRadius = 0

  public init() {}
}

/// The loss of the paper and its weights.
public struct LossConfiguration: Codable, Hashable, Sendable {
  /// Displacements of up to this many pixels in each direction are paired: `(2 * radius + 1)^2` of them.
  public var radius = 10
  /// Weight λ of the marginal entropies in the main head's loss.
  public var entropyWeight = 1.5
  /// Weight λ of the marginal entropies in the overclustering head's loss.
  public var overclusteringEntropyWeight = 1.0
  /// Whether the joint distributions are summed over the window before the information is taken, or kept apart.
  public var collapsed = false
  /// Each step also shifts the second view by a random displacement of so many pixels along each axis; 0 for none.
  public var sparseMinimum = 0
  public var sparseMaximum = 0

  public init() {}
}

/// Optimizer, batch and duration.
public struct OptimizationConfiguration: Codable, Hashable, Sendable {
  public enum Method: String, Codable, Sendable { case adam, sgd }
  public var method = Method.adam
  public var learningRate: Float = 1e-3
  public var schedule = LearningRateSchedule()
  /// Of stochastic gradient descent, 0..<1.
  public var momentum: Float = 0.9
  /// Largest Euclidean norm of the gradient, which is scaled down to it; 0 for no limit.
  public var gradientClipping: Float = 0
  /// How the heads take turns.
  public var heads = HeadSchedule()
  /// Image pairs a step.
  public var pairs = 8
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

  public init() {}
}
