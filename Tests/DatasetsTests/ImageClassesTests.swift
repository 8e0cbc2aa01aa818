import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ImageClassesTests {
  private static func classes(_ text: String) throws -> ImageClasses {
    let folder = try TemporaryFolder()
    let file = folder.file("labels.csv")
    try Data(text.utf8).write(to: file)
    return try ImageClasses(contentsOf: file)
  }

  @Test func subfoldersAreClassesWhereThereAreTwo() throws {
    func classes(_ paths: [String]) -> ImageClasses? {
      ImageClasses(foldersOf: paths.map { ImageGroupsTests.image($0, 0).item })
    }
    #expect(classes(["b/1.png", "a/1.png", "top.png"])?.names == ["a", "b"])
    #expect(classes(["a/1.png", "a/2.png", "top.png"]) == nil)
    #expect(classes(["1.png", "2.png"]) == nil)
    // One level only: what lies deeper says nothing about the class.
    #expect(classes(["x/a/1.png", "x/b/1.png"]) == nil)
    #expect(classes([]) == nil)
  }

  @Test func aMatchingOfClustersToClassesIsScored() throws {
    let images = [("cat/1", 1), ("cat/2", 1), ("cat/3", 0), ("dog/1", 0), ("dog/2", 0), ("none", 0)]
    let groups = ImageGroups(images.map { ImageGroupsTests.image($0, $1) }, clusters: 2)
    let classes = try #require(ImageClasses(foldersOf: groups.images.map(\.item)))
    let scores = try #require(classes.scores(of: groups))
    #expect(scores.images == 5 && scores.pixels == 5 && scores.ignored == 1)
    expectClose(scores.pixelAccuracy, 0.8, relative: 1e-12)
    #expect(scores.naming.classOfCluster == [1, 0])
  }

  @Test func aTableGivesClassesByPath() throws {
    let classes = try Self.classes("class,path\r\ncat,a/1.png\r\n\"big, dog\",2.png\r\n")
    #expect(classes.names == ["big, dog", "cat"])
    #expect(classes.place(of: ImageGroupsTests.image("a/1.png", 0).item) == 1)
    #expect(classes.place(of: ImageGroupsTests.image("2.png", 0).item) == 0)
    #expect(classes.place(of: ImageGroupsTests.image("3.png", 0).item) == nil)
    #expect(classes.scores(of: ImageGroups([ImageGroupsTests.image("3.png", 0)], clusters: 1)) == nil)
  }

  @Test(arguments: [
    ("file,class\na,b\n", "path and class"), ("path,class\n", "no line"), ("", "path and class"),
    ("path,class\na.png\n", "line 2"), ("path,class\na.png,\n", "line 2"), ("path,class\na,x\na,y\n", "x and y"),
  ]) func tablesThatAreNoneAreTold(_ text: String, _ words: String) throws {
    let error = #expect(throws: ImageClassesError.self) { try Self.classes(text) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    #expect(error?.description.contains("labels.csv") == true)
  }
}
