import Basics
import Datasets
import Imaging
import Segmentation

extension ReportPage {
  /// The paths of the runs and the configurations of their trainings.
  var settingsSection: Section? {
    let runs = report.runs.indices.map { index in
      let run = report.runs[index]
      let configuration = run.configuration.map {
        "<details><summary>Configuration of the training</summary><pre tabindex=\"0\">\(Markup.escape($0))</pre></details>"
      }
      let masks = run.masks > 0 ? ", \(Self.count(run.masks, "mask"))" : ""
      return
        "<h3>\(name(ofRun: index))</h3><p><code>\(Markup.escape(run.path))</code>\(masks)</p>\(configuration ?? "")"
    }
    return Section(id: "sources", title: "Sources", body: runs.joined(separator: "\n"), isLong: true)
  }

  /// The files that could not be used; nil where there are none.
  var failuresSection: Section? {
    guard !report.failures.isEmpty else { return nil }
    let lines = report.failures.prefix(100).map { "<li>\(Markup.escape($0.description))</li>" }
    let more = report.failures.count - lines.count
    return Section(
      id: "failures", title: "Files that could not be used",
      body: "<ul>\(lines.joined(separator: "\n"))</ul>" + (more > 0 ? "<p>And \(more) more.</p>" : ""), isLong: true)
  }
}
