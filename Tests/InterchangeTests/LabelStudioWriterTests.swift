import Foundation
import Interchange
import TestSupport
import Testing

struct LabelStudioWriterTests {
  @Test func tasksHavePredictionsOfTheBrush() throws {
    let fixture = try AnnotationFixture()
    let writer = LabelStudioWriter(
      try AnnotationFixture.reading(), address: "/data/local-files/?d=", to: fixture.folder.url)
    try writer.finish([writer.convert(fixture.mask) {}.part])
    let tasks = try #require(try fixture.json("tasks.json", as: [[String: Any]].self))
    #expect(tasks.count == 1)
    #expect((tasks[0]["data"] as? [String: String])?["image"]?.hasPrefix("/data/local-files/?d=sub/") == true)
    let predictions = try #require(tasks[0]["predictions"] as? [[String: Any]])
    let results = try #require(predictions[0]["result"] as? [[String: Any]])
    #expect(results.map { $0["id"] as? String } == ["1-1", "1-2", "1-3"])
    let value = try #require(results[2]["value"] as? [String: Any])
    #expect(value["brushlabels"] as? [String] == ["water"])
    #expect(value["format"] as? String == "rle")
    #expect(
      value["rle"] as? [Int] == LabelStudioRunLengths.bytes(of: [6..<7, 13..<14, 17..<20], count: 20).map { Int($0) })
    let configuration = try String(contentsOf: fixture.folder.file("labels.xml"), encoding: .utf8)
    #expect(configuration.contains("<Label value=\"straße &amp; &lt;weg&gt;\" background=\"#ff0000\"/>"))
  }
}
