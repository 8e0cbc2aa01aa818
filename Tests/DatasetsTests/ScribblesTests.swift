import Basics
import Datasets
import Foundation
import Imaging
import Testing

struct ScribblesTests {
  private static let classes = [NamedClass(name: "a"), NamedClass(name: "b")]

  private static func stroke(
    _ number: Int?, radius: Double, _ points: [SIMD2<Double>], image: String = "i.png", width: Int = 8, height: Int = 6
  ) -> Scribbles.Stroke {
    Scribbles.Stroke(
      image: image, width: width, height: height, classNumber: number, radius: radius, points: points)
  }

  private static func drawn(_ strokes: [Scribbles.Stroke], width: Int = 8, height: Int = 6) -> [String]? {
    let map = Scribbles(classes: classes, strokes: strokes).labels(of: "i.png", width: width, height: height)
    return map.map { map in
      (0..<map.height).map { y in
        (0..<map.width).map { map[$0, y] == Label.none ? "." : "\(map[$0, y])" }.joined()
      }
    }
  }

  @Test func aPointIsADiscOfThePixelsWhoseCentresAreNear() {
    #expect(
      Self.drawn([Self.stroke(1, radius: 1, [SIMD2(3.5, 2.5)])]) == [
        "........", "...1....", "..111...", "...1....", "........", "........",
      ])
  }

  @Test func aThinPointStillHasItsPixel() {
    #expect(Self.drawn([Self.stroke(0, radius: 0, [SIMD2(2, 1)])])?[1] == "..0.....")
    // The lower right corner of the image belongs to no pixel.
    #expect(Self.drawn([Self.stroke(0, radius: 0, [SIMD2(8, 6)])])?.joined().contains("0") == false)
  }

  @Test func aLineIsAsWideAsTheBrushAndEndsWithTheImage() {
    #expect(
      Self.drawn([Self.stroke(1, radius: 0.6, [SIMD2(-5, 1.5), SIMD2(3.5, 1.5), SIMD2(3.5, 40)])]) == [
        "........", "1111....", "...1....", "...1....", "...1....", "...1....",
      ])
  }

  @Test func laterStrokesCoverEarlierOnesAndErase() {
    let line = [SIMD2(0.5, 2.5), SIMD2(7.5, 2.5)]
    let strokes = [
      Self.stroke(0, radius: 0.5, line), Self.stroke(1, radius: 0.5, [SIMD2(2.5, 2.5), SIMD2(5.5, 2.5)]),
      Self.stroke(nil, radius: 0.5, [SIMD2(4.5, 2.5)]),
      Self.stroke(0, radius: 9, [SIMD2(1, 1)], image: "other.png"),
    ]
    #expect(Self.drawn(strokes)?[2] == "0011.100")
    #expect(Scribbles(classes: Self.classes, strokes: strokes).images == ["i.png", "other.png"])
  }

  @Test func strokesAreScaledToAnotherSize() {
    let stroke = Self.stroke(1, radius: 2, [SIMD2(8, 6)], width: 16, height: 12)
    #expect(
      Self.drawn([stroke]) == Self.drawn([Self.stroke(1, radius: 1, [SIMD2(4, 3)])]))
    #expect(Self.drawn([stroke])?[2] == "...11...")
  }

  @Test func anImageWithoutStrokesHasNoLabels() {
    let scribbles = Scribbles(classes: Self.classes, strokes: [Self.stroke(0, radius: 1, [SIMD2(1, 1)])])
    #expect(scribbles.labels(of: "j.png", width: 4, height: 4) == nil)
    // An image whose strokes are all erased has labels, and none of a class.
    #expect(Self.drawn([Self.stroke(nil, radius: 1, [SIMD2(1, 1)])])?.joined().allSatisfy { $0 == "." } == true)
  }
}
