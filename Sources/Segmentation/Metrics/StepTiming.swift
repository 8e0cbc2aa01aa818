import Basics
import Datasets
import Imaging
import NeuralNet

/// Seconds spent in each part of the training steps.
public struct StepTiming: Codable, Hashable, Sendable {
  /// Computing the maps of both views.
  public var forward = 0.0
  /// Computing the loss and its gradients of the maps.
  public var loss = 0.0
  /// Computing the gradients of the weights.
  public var backward = 0.0
  /// Changing the weights.
  public var optimizer = 0.0
  /// Waiting for the batch.
  public var data = 0.0

  /// No time.
  public init() {}

  /// The sum of the parts.
  public var total: Double { forward + loss + backward + optimizer + data }

  /// Each part multiplied by `factor`.
  public func scaled(by factor: Double) -> StepTiming {
    var result = self
    for part in [\Self.forward, \.loss, \.backward, \.optimizer, \.data] { result[keyPath: part] *= factor }
    return result
  }

  /// Measures one part after another.
  struct Clock {
    private var last = ContinuousClock.now

    mutating func lap(_ part: WritableKeyPath<StepTiming, Double>, of timing: inout StepTiming) {
      let now = ContinuousClock.now
      timing[keyPath: part] += (now - last) / .seconds(1)
      last = now
    }
  }

  func clock() -> Clock { Clock() }
}
