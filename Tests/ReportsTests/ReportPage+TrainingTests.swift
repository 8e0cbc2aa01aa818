import Datasets
import Reports
import Segmentation
import Testing

struct ReportPageTrainingTests {
  @Test func lossesAreCalledByTheWordsOfTheirMethod() {
    func page(_ methods: [String]) -> String {
      let runs = methods.map { method in
        Report.Run(
          name: method, path: method, scores: nil, clusterPixels: [],
          records: [StepRecord(step: 1, series: "main", values: ["loss": -1])], method: method, configuration: nil,
          masks: 0, legend: .clusters)
      }
      return ReportPage(Report(title: "losses", runs: runs, gallery: [], images: 0, failures: [])).html
    }
    let one = page(["iic"])
    #expect(one.contains("<h3>Loss of the main head</h3>") && one.contains("aria-label=\"Loss of the main head over"))
    #expect(one.contains("<p class=\"note\">The loss is minus the mutual information between what"))
    let two = page(["iic", "other"])
    #expect(two.contains("<h3>Loss of the main head (iic)</h3>") && two.contains("<h3>Loss of the main (other)</h3>"))
  }
}
