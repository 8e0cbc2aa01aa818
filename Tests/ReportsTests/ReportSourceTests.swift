import Foundation
import Reports
import TestSupport
import Testing

struct ReportSourceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for run in ["a/run", "b/run"] {
      let masks = folder.file("\(run)/masks")
      try FileManager.default.createDirectory(at: masks, withIntermediateDirectories: true)
      let image = try Data(contentsOf: Fixtures.url("textures/images/texture0.png"))
      try image.write(to: masks.appending(path: "1.png"))
    }
  }

  @Test func namesTakeAsMuchOfThePathAsTellsThemApart() throws {
    let paths = ["a/run", "b/run", "a/run"].map { folder.file($0).path }
    let names = try ReportSource.all(paths).map(\.name)
    #expect(names.prefix(2) == ["run", "b/run"] && Set(names).count == 3)
  }

  @Test func aRunHasMasksAndATrainingIfThereIsOne() throws {
    let path = folder.file("a/run").path
    let run = try ReportSource(path: path)
    #expect(run.masks?.items.map(\.relativePath) == ["1.png"] && run.training == nil && run.scores == nil)
    try FileManager.default.createDirectory(at: folder.file("a/run/model"), withIntermediateDirectories: true)
    try folder.write([], to: "a/run/model/metrics.csv")
    try folder.write([], to: "a/run/scores.json")
    let trained = try ReportSource(path: path)
    #expect(trained.training?.metrics.lastPathComponent == "metrics.csv" && trained.scores != nil)
  }
}
