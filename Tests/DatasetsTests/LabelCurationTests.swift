import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct LabelCurationTests {
  @Test func largeLabelsWithEnoughOfTheClassesAreChosen() throws {
    let folder = try TemporaryFolder()
    func add(_ name: String, _ values: [UInt16]) throws {
      try LabelMap(width: 2, height: values.count / 2, values: values).write(to: folder.file(name), palette: nil)
    }
    try add("half.png", [0, 0, 9, 9])
    try add("less.png", [0, 9, 9, 9])
    try add("small.png", [0, 0])
    try folder.write([], to: "damaged.png")
    let classes = try ClassTable(classes: [NamedClass(name: "a", values: [0])], ignoredValues: [9])
    let (chosen, failures, _) = LabelCuration(LabelMeaning(classes: classes), share: 0.5, side: 2).choose(
      from: try ImageFolder([folder.url.path]).items, parallel: Parallel(threads: 2))
    #expect(chosen.map(\.relativePath) == ["half.png"])
    #expect(failures.map(\.path) == [folder.file("damaged.png").path])
  }
}
