import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct FolderInspectionTextTests {
  @Test func remarksAreTheCallers() throws {
    let folder = try TemporaryFolder()
    // Values from 200 on are those of no data set; 50 of them are more than a histogram shows.
    try LabelMap(width: 50, height: 1, values: (200..<250).map { $0 }).write(to: folder.file("a.png"), palette: nil)
    let path = folder.url.path
    let inspection = FolderInspection(
      [(path: path, contents: try ImageFolder([path]))], parallel: Parallel(threads: 1))
    let bare = inspection.text()
    #expect(bare.contains("describe it in a file of classes\n") && bare.hasSuffix("  and 10 more\n"))
    let hinted = inspection.text(hints: .init(classes: "print one", histogram: "see the JSON"))
    #expect(hinted.contains("a file of classes (print one)\n") && hinted.hasSuffix("  and 10 more; see the JSON\n"))
  }
}
