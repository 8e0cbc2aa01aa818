import Datasets
import Foundation
import Imaging
import Interchange
import TestSupport
import Testing

struct CVATWriterTests {
  @Test func theFolderIsThatOfSegmentationMask() throws {
    let fixture = try AnnotationFixture()
    let writer = try CVATWriter(AnnotationFixture.reading(), to: fixture.folder.url)
    try writer.finish([writer.convert(fixture.mask) {}.part])
    func text(_ path: String) throws -> String { try String(contentsOf: fixture.folder.file(path), encoding: .utf8) }
    #expect(
      try text("labelmap.txt")
        == "# label:color_rgb:parts:actions\nbackground:0,0,0::\nwood:0,255,0::\nstraße & <weg>:255,0,0::\nwater:0,0,255::\n"
    )
    #expect(try text("ImageSets/Segmentation/default.txt") == "sub/ä\n")
    let classes = try Raster(contentsOf: fixture.folder.file("SegmentationClass/sub/ä.png")).samples8
    #expect(Array(classes.prefix(3)) == [0, 255, 0])
    #expect(Array(classes[42..<45]) == [0, 0, 0])
    let objects = try Raster(contentsOf: fixture.folder.file("SegmentationObject/sub/ä.png")).samples8
    // The first colours of Pascal VOC.
    #expect(Array(objects.prefix(3)) == [128, 0, 0])
    #expect(Array(objects[9..<12]) == [0, 128, 0])
    #expect(Array(objects[18..<21]) == [128, 128, 0])
  }

  @Test func namesThatTheListCannotHoldAreTold() throws {
    for name in ["a:b", "#a", "a\nb", "background"] {
      let classes = [NamedClass(name: name, values: [0])]
      let reading = AnnotationReading(
        files: MaskFiles(classes, options: .init()),
        classes: try AnnotationClasses(classes, things: [], path: "masks"), connectivity: .four)
      #expect(throws: AnnotationError.self) { try CVATWriter(reading, to: URL(filePath: "/tmp/none")) }
    }
  }
}
