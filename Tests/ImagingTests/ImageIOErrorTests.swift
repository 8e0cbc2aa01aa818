import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct ImageIOErrorTests {
  private static let path = "folder/street 12.png"
  private static let cases: [(error: ImageIOError, words: [String])] = [
    (.notAnImage(path: path, found: "a letter"), ["not a PNG or JPEG", "a letter"]),
    (.unsupported(path: path, what: "a GIF image", remedy: "convert it"), ["a GIF image", "convert it"]),
    (.coloursForLabels(path: path, bands: 3), ["3 bands", "class table", "palette or grey PNG"]),
    (.truncated(path: path, expectedRows: 0, readRows: 0), ["header"]),
    (.truncated(path: path, expectedRows: 512, readRows: 97), ["97 of 512", "allow truncated"]),
    (.truncated(path: path, expectedRows: 512, readRows: 512), ["end mark", "allow truncated"]),
    (.corrupt(path: path, reason: "bad checksum"), ["damaged", "bad checksum"]),
    (.tooLarge(path: path, width: 70, height: 30, maxPixels: 99), ["70 x 30", "99", "raise it"]),
    (.outOfMemory(path: path, bytes: 5_000_000), ["5 MB"]),
    (
      .sizesDiffer(path: path, width: 1, height: 2, otherPath: "b.png", otherWidth: 3, otherHeight: 4),
      ["1 x 2", "3 x 4", "b.png"]
    ),
    (
      .sidesExchanged(path: path, width: 1, height: 2, otherPath: "b.jpg", turnedPath: "b.jpg", orientation: 6),
      ["1 x 2", "2 x 1 of b.jpg", "b.jpg is stored turned (Exif orientation 6)", "for the upright image"]
    ),
    (
      .sidesExchanged(path: path, width: 1, height: 2, otherPath: "b.png", turnedPath: path, orientation: 8),
      ["this file is stored turned (Exif orientation 8)"]
    ),
    (
      .sidesExchanged(path: path, width: 1, height: 2, otherPath: "b.png", turnedPath: nil, orientation: nil),
      ["2 x 1 of b.png", "lies on its side", "Exif"]
    ),
  ]

  @Test(arguments: cases)
  func everyErrorBeginsWithTheFileAndSaysWhatIsWrong(_ error: ImageIOError, words: [String]) {
    #expect(error.path == Self.path)
    #expect(error.description.hasPrefix("\(Self.path): "))
    #expect(error.description.hasSuffix("."))
    #expect(error.errorDescription == error.description && error.localizedDescription == error.description)
    for word in words { #expect(error.description.contains(word)) }
  }
}
