/// What curves and reports call the measurements of a learning method.
public struct MethodWords: Sendable {
  /// What the loss is, as a sentence.
  public let loss: String
  private let names: KeyValuePairs<String, String>

  /// - Parameter series: what each series of measurements is called, such as "main head", by its name in `metrics.csv`.
  public init(loss: String, series: KeyValuePairs<String, String>) {
    self.loss = loss
    names = series
  }

  /// What the series called `name` in `metrics.csv` is called; its own name where the method has no other.
  public func series(_ name: String) -> String { names.first { $0.key == name }?.value ?? name }

  /// The place of a series among those of the method, by which its curve gets a colour; nil for a series of no such name.
  package func place(ofSeries name: String) -> Int? { names.firstIndex { $0.key == name } }

  /// The words of a method by its name in the settings; plain words for a method that has none.
  public static func named(_ method: String) -> MethodWords {
    switch method {
    case "iic": .iic
    case "deepcluster": .deepCluster
    case "teacher-student": .teacherStudent
    default: MethodWords(loss: "Training lowers the loss.", series: [:])
    }
  }
}
