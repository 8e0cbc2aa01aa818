import Basics
import Datasets
import Foundation
import Imaging
import Reports
import TestSupport
import Testing

struct FolderContactSheetTests {
  /// `count` names of one image of 20 x 10 pixels with its mask.
  private static func files(_ count: Int, in folder: TemporaryFolder) throws -> [MaskPictureFiles] {
    let (image, mask) = (folder.file("image.png"), folder.file("mask.png"))
    try Raster(width: 20, height: 10, bands: 3, values: .init(repeating: 90, count: 600)).write(to: image)
    try LabelMap(width: 20, height: 10, values: (0..<200).map { UInt16($0 % 3) }).write(to: mask)
    return (0..<count).map { index in
      MaskPictureFiles(
        image: ImageFolder.Item(url: image, relativePath: "\(index).png"),
        mask: ImageFolder.Item(url: mask, relativePath: "\(index).png"))
    }
  }

  @Test func aPageHasAtMost400Pictures() throws {
    let folder = try TemporaryFolder()
    let sheet = FolderContactSheet(try MaskPictures(Overlay()))
    let url = folder.file("all.png")
    #expect(sheet.pages(of: 1, at: url) == [url] && sheet.pages(of: 400, at: url) == [url])
    #expect(sheet.pages(of: 801, at: url).map(\.lastPathComponent) == ["all.png", "all-2.png", "all-3.png"])
    let files = try Self.files(401, in: folder)
    let outcome = try sheet.write(files, to: url, parallel: Parallel())
    #expect(outcome.failures.isEmpty)
    #expect(try folder.names() == ["all-2.png", "all-legend.svg", "all.png", "image.png", "mask.png"])
    // One cell of the picture's size within margins of 8 pixels.
    let last = try RasterFile.info(of: folder.file("all-2.png"))
    #expect(last.width == 20 + 2 * 8 && last.height == 10 + 2 * 8)
    let first = try RasterFile.info(of: url)
    #expect((first.width - 8) / 28 * ((first.height - 8) / 18) >= 400)
  }

  @Test func largeThumbnailsMakeMorePagesAndNoLongerSides() throws {
    let sheet = FolderContactSheet(try MaskPictures(Overlay()), thumbnail: 4000)
    let pages = sheet.pages(of: 20, at: URL(filePath: "/tmp/all"))
    #expect(pages.map(\.lastPathComponent) == ["all", "all-2", "all-3"])
  }

  @Test func cellsHaveTheSizeOfTheLargestPicture() throws {
    let folder = try TemporaryFolder()
    var files = try Self.files(1, in: folder)
    let (image, mask) = (folder.file("b.png"), folder.file("bm.png"))
    try Raster(width: 30, height: 12, bands: 3, values: .init(repeating: 90, count: 1080)).write(to: image)
    try LabelMap(width: 30, height: 12, values: .init(repeating: 0, count: 360)).write(to: mask)
    files.append(
      MaskPictureFiles(
        image: ImageFolder.Item(url: image, relativePath: "b.png"),
        mask: ImageFolder.Item(url: mask, relativePath: "b.png")))
    let sheet = FolderContactSheet(try MaskPictures(Overlay()), thumbnail: 24)
    _ = try sheet.write(files, to: folder.file("all.png"), parallel: Parallel())
    let page = try RasterFile.info(of: folder.file("all.png"))
    // The larger picture is made 24 pixels wide, the smaller one stays 20 x 10.
    #expect(
      (page.width, page.height) == (8 + 24 + 8, 8 + 2 * (10 + 8)) || (page.width, page.height) == (8 + 2 * 32, 8 + 18))
  }
}
