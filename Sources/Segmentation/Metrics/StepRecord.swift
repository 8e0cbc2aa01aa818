import Basics

/// What one training step measured: values under names.
public struct StepRecord: Hashable, Sendable {
  /// Counted from 1.
  public var step: Int
  /// Seconds of training up to the end of this step, earlier parts of a resumed run included.
  public var seconds: Double
  /// What the values are of, where a method trains several things in turn: the head, where it is IIC.
  public var series: String
  /// Names of the values, in the order they were added.
  public private(set) var names: [String] = []
  private var numbers: [Double] = []

  /// The measurements of a step in a series, with their names.
  public init(step: Int, seconds: Double = 0, series: String, values: KeyValuePairs<String, Double> = [:]) {
    self.step = step
    self.seconds = seconds
    self.series = series
    for (name, value) in values { self[name] = value }
  }

  /// The value called `name`; nil where the step did not measure it.
  public subscript(name: String) -> Double? {
    get { names.firstIndex(of: name).map { numbers[$0] } }
    set {
      guard let newValue else { return }
      if let place = names.firstIndex(of: name) {
        numbers[place] = newValue
      } else {
        names.append(name)
        numbers.append(newValue)
      }
    }
  }

  /// The loss that was lowered, which every method measures.
  public var loss: Double { self["loss"] ?? .nan }
}
