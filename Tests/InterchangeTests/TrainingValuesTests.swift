import Interchange
import Segmentation
import Testing

struct TrainingValuesTests {
  @Test func tagsAreNamesAndSeries() {
    let values = TrainingValues()
    let records = [
      StepRecord(step: 1, series: "main", values: ["loss": -0.5, "entropy": 1.5, "learning_rate": 0.25]),
      StepRecord(step: 1, series: "overclustering", values: ["loss": -1, "learning_rate": 0.25]),
    ]
    let first = values.values(of: records)
    #expect(
      first.map(\.tag) == ["loss/main", "entropy/main", "learning_rate", "loss/overclustering"])
    #expect(first.map(\.simpleValue) == [-0.5, 1.5, 0.25, -1])
    // TensorBoard does not show values whose metadata name no plugin.
    #expect(first.allSatisfy { !$0.hasMetadata })
  }
}
