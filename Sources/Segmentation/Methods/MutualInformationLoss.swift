import Basics
import Datasets
import Imaging
import NeuralNet

/// The loss of invariant information clustering for maps: minus the mutual information between the classes of pixels
/// that lie within a window of each other in two views of a scene.
///
/// Lower is better; the least possible value is `-log K` for an entropy weight of 1.
///
/// Source: Ji, Henriques and Vedaldi 2019, section 3.3, and the published code, whose two forms are ``Form``.
public struct MutualInformationLoss: Sendable {
  /// What is done with the counts of the displacements of the window.
  public enum Form: String, Sendable, Codable, CaseIterable {
    /// Each displacement has its own K x K distribution; the loss is the mean of theirs (equation 5 of the paper).
    case perDisplacement
    /// The counts of all displacements are summed to one distribution first. As in the published code, its
    /// normalizer counts as a constant in the gradient; on probabilities that sum to 1 this makes no difference.
    case collapsed
  }

  /// Largest displacement along each axis, in pixels; 0 compares each pixel with itself only.
  public var radius: Int
  /// Weight of the marginal entropies; above 1 it pulls towards classes of equal size.
  public var entropyWeight: Double
  /// What is done with the counts of the displacements.
  public var form: Form
  /// The way the counts of single displacements are computed, or nil to choose by cost.
  public var method: JointDistribution.Method?

  /// - Precondition: `radius` is at least 0, `entropyWeight` is finite.
  public init(
    radius: Int, entropyWeight: Double = 1, form: Form = .perDisplacement, method: JointDistribution.Method? = nil
  ) {
    precondition(radius >= 0, "the radius of the loss cannot be \(radius)")
    precondition(entropyWeight.isFinite, "the entropy weight cannot be \(entropyWeight)")
    self.radius = radius
    self.entropyWeight = entropyWeight
    self.form = form
    self.method = method
  }

  /// The loss of one batch and its gradients.
  public struct Evaluation: Sendable {
    /// What is minimized, in nats.
    public let loss: Double
    /// The same with an entropy weight of 1.
    public let lossWithoutWeight: Double
    /// The mutual information in nats, `0 ... log K` but for rounding.
    package var mutualInformation: Double { -lossWithoutWeight }
    /// Share of each class in both maps together; they sum to 1, or are all 0 where no pixel was valid.
    public let clusterShares: [Float]
    /// With respect to the first map, `[N, H, W, K]`.
    public let firstGradient: Tensor
    /// With respect to the second map, `[N, H, W, K]`.
    public let secondGradient: Tensor
  }

  /// The loss of two maps. Where no valid pixels meet, at one displacement or at all, nothing is added to the loss and
  /// the gradient; the mean is over the displacements at which pixels meet.
  ///
  /// - Shapes: first and second `[N, H, W, K]`, the second brought into the frame of the first; mask `[N, H, W]`.
  /// - Values: probabilities in `0...1`; mask weights of 0 where a pixel is not valid in both, else 1.
  /// - Parameter offset: one more displacement of the second map, the published code's sparse one; see
  ///   `SparseDisplacement`.
  public func callAsFunction(
    first: Tensor, second: Tensor, mask: Tensor? = nil, offset: PairedMaps.Offset = .zero, context: ComputeContext
  ) -> Evaluation {
    let maps = PairedMaps(first: first, second: second, mask: mask, offset: offset)
    switch form {
    case .perDisplacement: return perDisplacement(maps, context: context)
    case .collapsed: return collapsed(maps, context: context)
    }
  }

  private func collapsed(_ maps: PairedMaps, context: ComputeContext) -> Evaluation {
    let classes = maps.shape.channels
    let joint = WindowedJoint(radius: radius)
    let information = context.withSum(of: joint.counts(of: maps, context: context)) { counts, _ in
      counts.values.map(Double.init).withUnsafeBufferPointer {
        MutualInformationMatrix(counts: $0, classes: classes, entropyWeight: entropyWeight, normalizerIsConstant: true)
      }
    }
    let gradients = joint.gradients(
      Tensor([classes, classes], values: information.gradient.map(Float.init)), maps: maps, context: context)
    return Evaluation(
      loss: information.loss, lossWithoutWeight: information.lossWithoutWeight,
      clusterShares: information.shares.map(Float.init), firstGradient: gradients.first,
      secondGradient: gradients.second)
  }

  private func perDisplacement(_ maps: PairedMaps, context: ComputeContext) -> Evaluation {
    let joint = JointDistribution(radius: radius, method: method)
    let counts = joint.counts(of: maps, context: context)
    let information = context.withSum(of: counts.values) { self.information(of: $0, context: $1) }
    let gradients = joint.gradients(information.weights, counts: counts, maps: maps, context: context)
    return Evaluation(
      loss: information.loss, lossWithoutWeight: information.lossWithoutWeight,
      clusterShares: information.shares.map(Float.init), firstGradient: gradients.first,
      secondGradient: gradients.second)
  }

  /// The mean information of all displacements.
  private struct MeanInformation: Sendable {
    var loss = 0.0
    var lossWithoutWeight = 0.0
    var shares: [Double]
    /// The gradient with respect to the counts, in their shape.
    var weights: Tensor
  }

  private func information(of counts: Tensor, context: ComputeContext) -> MeanInformation {
    let classes = counts.shape.channels
    let matrices = counts.withUnsafeBuffer { informationOfEach($0, classes: classes, context: context) }
    // Joined in the order of the displacements.
    let counted = Double(matrices.count { !$0.isEmpty })
    let scale = counted > 0 ? 1 / counted : 0
    var mean = MeanInformation(
      shares: [Double](repeating: 0, count: classes), weights: context.uninitialized(counts.shape))
    for matrix in matrices {
      mean.loss += scale * matrix.loss
      mean.lossWithoutWeight += scale * matrix.lossWithoutWeight
      for k in 0..<classes { mean.shares[k] += scale * matrix.shares[k] }
    }
    mean.weights.withUnsafeMutableBuffer { weights in
      for (displacement, matrix) in matrices.enumerated() {
        for index in 0..<classes * classes {
          weights[displacement * classes * classes + index] = Float(scale * matrix.gradient[index])
        }
      }
    }
    return mean
  }

  private func informationOfEach(
    _ counts: UnsafeBufferPointer<Float>, classes: Int, context: ComputeContext
  ) -> [MutualInformationMatrix] {
    let displacements = joinedSide * joinedSide
    return [MutualInformationMatrix](unsafeUninitializedCapacity: displacements) { matrices, initialized in
      // Each index initializes its own element.
      nonisolated(unsafe) let matrices = matrices
      let rowCount = joinedSide
      context.forEach(rowCount) { row in
        var block = [Double](repeating: 0, count: classes * classes)
        for displacement in row * rowCount..<(row + 1) * rowCount {
          for index in 0..<classes * classes { block[index] = Double(counts[displacement * classes * classes + index]) }
          let matrix = block.withUnsafeBufferPointer {
            MutualInformationMatrix(
              counts: $0, classes: classes, entropyWeight: entropyWeight, normalizerIsConstant: false)
          }
          matrices.initializeElement(at: displacement, to: matrix)
        }
      }
      initialized = displacements
    }
  }

  private var joinedSide: Int { 2 * radius + 1 }
}
