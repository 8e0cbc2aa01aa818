import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// How the learning rate changes over a run.
public struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// The course of the rate after the warm-up.
  public enum Shape: String, Codable, Sendable {
    /// The rate stays.
    case constant
    /// Falls to ``finalFraction`` along half a cosine.
    case cosine
    /// Is multiplied by ``factor`` at each of ``milestones``.
    case steps
  }

  /// The course of the rate.
  public var shape = Shape.constant
  /// Steps over which the rate rises linearly from zero, or the first quarter of the run if that is shorter.
  public var warmupSteps = 0
  /// What is left of the rate at the end of a cosine, 0...1.
  public var finalFraction: Float = 0.1
  /// Fractions of the run, 0...1, at which ``factor`` applies.
  public var milestones: [Double] = []
  /// What the rate is multiplied by at each milestone.
  public var factor: Float = 0.1

  /// The part of a run, 0...1, after which the whole rate is reached in any case.
  private static let longestWarmup = 0.25

  /// A rate that stays the same.
  public init() {}

  /// The rate of one step.
  /// - Parameters:
  ///   - base: the configured rate.
  ///   - step: steps taken before.
  ///   - progress: done part of the run, 0...1.
  public func rate(base: Float, step: Int, progress: Double) -> Float {
    var rate = base
    switch shape {
    case .constant: break
    case .cosine:
      let fall = Float(0.5 + 0.5 * cos(Double.pi * min(max(progress, 0), 1)))
      rate *= finalFraction + (1 - finalFraction) * fall
    case .steps:
      for milestone in milestones where progress >= milestone { rate *= factor }
    }
    guard step < warmupSteps else { return rate }
    return rate * min(1, max(Float(step + 1) / Float(warmupSteps), Float(progress / Self.longestWarmup)))
  }
}
