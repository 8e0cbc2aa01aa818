import Foundation
import Imaging
import TestSupport
import Testing

import Datasets

/// A folder of small images and label maps.
final class FolderOfImages {
  let url = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Adds files of 16 x 16 pixels with 256 different colours or grey values.
  func photographs(_ paths: String..., bands: Int = 3) throws {
    for path in paths {
      let values = (0..<(256 * bands)).map { UInt8(truncatingIfNeeded: $0 / bands &+ 60 * ($0 % bands)) }
      try write(Raster(width: 16, height: 16, bands: bands, values: values), path)
    }
  }

  /// Adds files of three values, as label maps have them.
  func labels(_ paths: String..., width: Int = 16) throws {
    for path in paths {
      try write(Raster(width: width, height: 16, bands: 1, values: (0..<(width * 16)).map { UInt8($0 / 8 % 3) }), path)
    }
  }

  private func write(_ raster: Raster, _ path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    guard path.hasSuffix(".jpg") else { return try raster.write(to: file) }
    let writer = try RasterFile.create(
      file, width: raster.width, height: raster.height, encoding: .jpeg(bands: raster.bands, quality: 90))
    try writer.write(raster)
    try writer.finish()
  }

  func folder() throws -> ImageFolder { try ImageFolder([url.path]) }
}

struct LabelRecognitionTests {
  private static func labels(_ files: FolderOfImages, suffix: String? = nil, isStrict: Bool = false) throws -> [String]
  {
    let found = LabelRecognition(try files.folder().items, labelSuffix: suffix, isStrict: isStrict)
    return found.labels.map(\.relativePath).sorted()
  }

  @Test func labelsBesideImagesAndInFoldersBesideThoseOfImages() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.photographs("a.jpg", "b.png", "Rural/images/1.png", "c.jpg", "drone/2.jpg")
    try files.labels("a_mask.png", "b_m.png", "Rural/masks/1.png", "c.png", "labels/2.png")
    #expect(try Self.labels(files) == ["Rural/masks/1.png", "a_mask.png", "b_m.png", "c.png", "labels/2.png"])
  }

  @Test func imagesOfFewColoursStayImages() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    // No partner, a partner of another scene, and folders that are none of labels.
    try files.labels("a.png", "b_mask.png", "images/1.png", "depth_images/1.png", "masks/7.png", "x/c.png", "y/c.png")
    #expect(try Self.labels(files).isEmpty)
  }

  @Test func photographsNamedAsLabelsStayImagesAndAreDoubtful() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.photographs("a.jpg", "b.png", "c.png")
    try files.photographs("a_mask.jpg", "b_mask.png")
    try files.photographs("c_m.png")
    let found = LabelRecognition(try files.folder().items)
    #expect(found.labels.isEmpty && found.images.count == 6)
    // A name that ends in _m is no reason to ask.
    #expect(found.doubtful.map(\.relativePath) == ["a_mask.jpg", "b_mask.png"])
  }

  @Test func labelsHaveTheSizeOfTheirImages() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.photographs("shirt.png")
    try files.labels("shirt_mask.png", width: 8)
    #expect(try Self.labels(files).isEmpty)
  }

  @Test func weakNamesNeedAPhotographBeside() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.labels("icon.png", "icon_l.png", "map.png", "map_mask.png")
    #expect(try Self.labels(files) == ["map_mask.png"])
    #expect(try Self.labels(files, isStrict: true).isEmpty)
  }

  @Test func aSuffixThatIsGivenNeedsNoPixels() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.photographs("a.jpg", "a~truth.png", "b~truth.png")
    #expect(try Self.labels(files, suffix: "~truth") == ["a~truth.png"])
  }

  @Test func whatIsMadeFromLabelsGoesWithThem() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.photographs("leftImg8bit/f_leftImg8bit.png", "lone_instanceIds.png", "lone.png")
    try files.labels("gtFine/f_gtFine_labelIds.png")
    try files.photographs("gtFine/f_gtFine_instanceIds.png", bands: 1)
    let found = LabelRecognition(try files.folder().items)
    #expect(found.labels.map(\.relativePath) == ["gtFine/f_gtFine_labelIds.png"])
    #expect(found.derived.map(\.relativePath) == ["gtFine/f_gtFine_instanceIds.png"])
    #expect(found.images.count == 3)
  }
}
