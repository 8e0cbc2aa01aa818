import Basics
import NeuralNet
import Testing

/// Compares an analytic gradient with central differences along random directions.
package struct GradientCheck: Sendable {
  /// Length of the step along a direction whose elements are about 1.
  package var step: Float
  /// How many directions are tried.
  package var directions: Int
  /// Allowed difference of the directional derivatives: `absolute + relative * |expected|`.
  package var absolute: Double
  package var relative: Double
  package var seed: UInt64

  package init(
    step: Float = 1e-2, directions: Int = 3, absolute: Double = 1e-6, relative: Double = 2e-3, seed: UInt64 = 1
  ) {
    self.step = step
    self.directions = directions
    self.absolute = absolute
    self.relative = relative
    self.seed = seed
  }

  /// Records a failure where `gradient` is not the gradient of `value` at `point`.
  ///
  /// - Parameter constrain: maps a random direction to one that `value` may be moved along (all, by default).
  package func check(
    _ gradient: Tensor, at point: Tensor, _ label: String = "",
    constrain: (Tensor) -> Tensor = { $0 }, sourceLocation: SourceLocation = #_sourceLocation,
    value: (Tensor) throws -> Double
  ) rethrows {
    guard gradient.shape == point.shape else {
      Issue.record(
        "\(label) gradient shape \(gradient.shape) is not \(point.shape)", sourceLocation: sourceLocation)
      return
    }
    var source = RandomSource(seed: seed, stream: 0x6772_6164)
    for index in 0..<directions {
      let direction = constrain(Tensor(point.shape, values: (0..<point.count).map { _ in source.normal() }))
      let forward = moved(point, along: direction, by: step)
      let backward = moved(point, along: direction, by: -step)
      let numeric = try (value(forward) - value(backward)) / (2 * Double(step))
      let analytic = zip(gradient.values, direction.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      expectClose(
        analytic, numeric, absolute: absolute, relative: relative, "\(label) derivative along direction \(index)",
        sourceLocation: sourceLocation)
    }
  }

  private func moved(_ point: Tensor, along direction: Tensor, by step: Float) -> Tensor {
    Tensor(point.shape, values: zip(point.values, direction.values).map { $0 + step * $1 })
  }
}
