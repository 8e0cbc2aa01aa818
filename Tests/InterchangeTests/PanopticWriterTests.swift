import Foundation
import Imaging
import Interchange
import TestSupport
import Testing

struct PanopticWriterTests {
  @Test func coloursAreTheNumbersOfSegments() throws {
    let fixture = try AnnotationFixture()
    let writer = PanopticWriter(try AnnotationFixture.reading(things: ["water"]), to: fixture.folder.url)
    let part = try writer.convert(fixture.mask) {}
    #expect(part.segments == 4)
    try writer.finish([part.part])
    let picture = try Raster(contentsOf: fixture.folder.file("panoptic/sub/ä.png"))
    let expected = AnnotationFixture.labels.values.enumerated().map { place, label -> UInt8 in
      label == 255 ? 0 : label == 2 ? (place == 6 ? 3 : 4) : UInt8(label) + 1
    }
    #expect(picture.samples == .uint8(expected.flatMap { [$0, 0, 0] }))

    let json = try #require(try fixture.json("panoptic.json", as: [String: [[String: Any]]].self))
    #expect(json["images"]?.first?["file_name"] as? String == "sub/ä.png")
    #expect(json["annotations"]?.first?["file_name"] as? String == "sub/ä.png")
    let segments = try #require(json["annotations"]?.first?["segments_info"] as? [[String: Any]])
    #expect(segments.map { $0["id"] as? Int } == [1, 2, 3, 4])
    #expect(segments.map { $0["category_id"] as? Int } == [1, 2, 3, 3])
    #expect(segments.map { $0["area"] as? Int } == [8, 6, 1, 4])
    #expect(segments[3]["bbox"] as? [Int] == [2, 2, 3, 2])
    #expect(json["categories"]?.map { $0["isthing"] as? Int } == [0, 0, 1])
    #expect(json["categories"]?[0]["color"] as? [Int] == [0, 255, 0])
  }
}
