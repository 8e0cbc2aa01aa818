import Basics
import Datasets
import Foundation
import Imaging
import Reports
import TestSupport
import Testing

struct ImagePieceTests {
  private static func image(_ width: Int, _ height: Int) -> Raster {
    Raster(
      width: width, height: height, bands: 1,
      values: (0..<width * height).map { UInt8(($0 / width + $0 % width) % 251) })
  }

  private static func folder(_ sizes: [(Int, Int)]) throws -> (folder: TemporaryFolder, items: [ImageFolder.Item]) {
    let folder = try TemporaryFolder()
    for (number, size) in sizes.enumerated() {
      try image(size.0, size.1).write(to: folder.file("\(number).png"))
    }
    return (folder, try ImageFolder([folder.url.path]).items)
  }

  @Test func imagesAreShownAsAWholeAndSpreadOverTheList() throws {
    let (folder, items) = try Self.folder([(1000, 25), (4, 3), (1, 1), (5, 900)])
    let all = ImagePiece.sample(items, count: 8, options: .init())
    #expect(all.failures.isEmpty && all.pieces.map(\.item.relativePath) == ["0.png", "1.png", "2.png", "3.png"])
    #expect(all.pieces.allSatisfy { $0.width == $0.imageWidth && $0.height == $0.imageHeight && $0.x == 0 })
    #expect(ImagePiece.sample(items, count: 2, options: .init()).pieces.map(\.item.relativePath) == ["0.png", "2.png"])
    #expect(all.pieces[0].size(longest: 560) == (560, 14) && all.pieces[2].size(longest: 560) == (1, 1))
    #expect(folder.url.isFileURL)
  }

  @Test func largeImagesAreShownInParts() throws {
    let (folder, items) = try Self.folder([(2000, 1000)])
    let pieces = ImagePiece.sample(items, count: 8, options: .init()).pieces
    #expect(pieces.map(\.x) == [0, 1232])
    #expect(pieces.allSatisfy { $0.y == 116 && $0.width == 768 && $0.height == 768 })
    for piece in pieces {
      let expected = Self.image(2000, 1000).cropped(x: piece.x, y: piece.y, width: 768, height: 768)
      #expect(try piece.read(options: .init()).raster == expected)
    }
    #expect(ImagePiece.sample(items, count: 1, options: .init()).pieces.count == 1)
    #expect(folder.url.isFileURL)
  }

  @Test func whatCannotBeReadIsListed() throws {
    let (folder, items) = try Self.folder([(4, 3), (40, 30)])
    try Data([0x89, 0x50, 0x4E, 0x47]).write(to: folder.file("0.png"))
    let sample = ImagePiece.sample(items, count: 8, options: .init())
    #expect(sample.pieces.count == 1 && sample.failures.map(\.path) == [items[0].url.path])
    let bytes = try Data(contentsOf: folder.file("1.png"))
    try bytes.prefix(bytes.count / 2).write(to: folder.file("1.png"))
    #expect(throws: (any Error).self) { try sample.pieces[0].read(options: .init()) }
  }
}
