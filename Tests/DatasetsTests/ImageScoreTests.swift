import Datasets
import Testing

struct ImageScoreTests {
  @Test func namesOfImagesAreQuotedInCSV() {
    let names = ["plain.png", "a,b.png", "say \"x\".png", "two\r\nlines.png"]
    let scores = names.map {
      ImageScore(path: $0, pixelAccuracy: 0.5, kappa: -0.25, meanIoU: nil, boundaryF: nil, pixels: 2, ignored: 1)
    }
    let expected = """
      image,pixelAccuracy,meanIoU,pixels,ignored,overallAccuracy,kappa
      plain.png,0.500000,,2,1,0.500000,-0.250000
      "a,b.png",0.500000,,2,1,0.500000,-0.250000
      "say ""x"".png",0.500000,,2,1,0.500000,-0.250000
      "two\r
      lines.png",0.500000,,2,1,0.500000,-0.250000

      """
    #expect(Array(ImageScore.csv(scores).utf8) == Array(expected.utf8))
  }
}
