import Foundation
import ProtocolMessages
import Segmentation

/// What a training step measured, as values of TensorBoard.
package struct TrainingValues: Sendable {
  package init() {}

  /// The values of the records of one step. The tag of a value is its name and its series, such as `loss/main`.
  package func values(of records: [StepRecord]) -> [TensorBoardSummary.Value] {
    var values: [TensorBoardSummary.Value] = []
    for record in records {
      for name in record.names {
        guard let number = record[name] else { continue }
        // The rate is that of the step, whatever was trained in it.
        let tag = name == "learning_rate" ? name : "\(name)/\(record.series)"
        if values.contains(where: { $0.tag == tag }) { continue }
        values.append(Self.scalar(tag, number))
      }
    }
    return values
  }

  package static func scalar(_ tag: String, _ number: Double) -> TensorBoardSummary.Value {
    var value = TensorBoardSummary.Value()
    value.tag = tag
    value.simpleValue = Float(number)
    return value
  }
}
