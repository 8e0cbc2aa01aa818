import Foundation
import Imaging
import Interchange
import TestSupport
import Testing

struct LabelmeWriterTests {
  @Test func regionsArePolygonsAndThoseWithHolesMasks() throws {
    let fixture = try AnnotationFixture()
    let out = fixture.folder.file("out")
    let writer = LabelmeWriter(try AnnotationFixture.reading(), to: out)
    let part = try writer.convert(fixture.mask) {}
    #expect(part.segments == 5)
    let json = try #require(try fixture.json("out/sub/ä.json", as: [String: Any].self))
    #expect(json["imagePath"] as? String == "../../ä.png")
    #expect(json["imageData"] is NSNull)
    #expect(json["imageWidth"] as? Int == 5)
    let shapes = try #require(json["shapes"] as? [[String: Any]])
    #expect(shapes.map { $0["shape_type"] as? String } == ["mask", "polygon", "polygon", "polygon", "polygon"])
    #expect(shapes.map { $0["label"] as? String } == ["wood", "straße & <weg>", "water", "water", "straße & <weg>"])
    #expect(shapes[0]["points"] as? [[Int]] == [[0, 0], [2, 2]])
    let png = try #require((shapes[0]["mask"] as? String).flatMap { Data(base64Encoded: $0) })
    let pixels = try Raster(bytes: [UInt8](png), name: "mask")
    #expect(pixels.samples == .uint8([255, 255, 255, 255, 0, 255, 255, 255, 255]))
    let points = try #require(shapes[2]["points"] as? [[Int]])
    #expect(Set(points) == [[1, 1], [2, 1], [2, 2], [1, 2]])
  }
}
