import Datasets
import Testing

struct ImageScoreTests {
  @Test func namesOfImagesAreQuotedInCSV() {
    let names = ["plain.png", "a,b.png", "say \"x\".png", "two\r\nlines.png"]
    let scores = names.map {
      ImageScore(path: $0, pixelAccuracy: 0.5, meanIoU: nil, boundaryF: nil, pixels: 2, ignored: 1)
    }
    let expected = """
      image,pixelAccuracy,meanIoU,pixels,ignored
      plain.png,0.500000,,2,1
      "a,b.png",0.500000,,2,1
      "say ""x"".png",0.500000,,2,1
      "two\r
      lines.png",0.500000,,2,1

      """
    #expect(Array(ImageScore.csv(scores).utf8) == Array(expected.utf8))
  }
}
