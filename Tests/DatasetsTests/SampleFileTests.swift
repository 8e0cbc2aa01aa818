import Datasets
import Testing

struct SampleFileTests {
  private static func message(_ text: String) -> String {
    do {
      _ = try SampleFile(text, path: "s.csv")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func coordinatesAndPixelsAreRead() throws {
    let onMap = try SampleFile("id,X,Y,Class\n1,500010.5,-3e2,wood\n", path: "s.csv")
    #expect(onMap.points == [SamplePoint(line: 2, place: .coordinates(x: 500_010.5, y: -300), label: "wood")])
    let inImage = try SampleFile("image,col,row,reference\na.png,3,4.0,7\n", path: "s.csv")
    #expect(inImage.points == [SamplePoint(line: 2, place: .pixel(column: 3, row: 4), image: "a.png", label: "7")])
  }

  @Test func marksSemicolonsAndDecimalCommasAreRead() throws {
    let file = try SampleFile("\u{FEFF}x;y;class\r\n1,5;\"2,25\";\"low; wood\"\r\n\r\n;;\r\n3;4;\r\n", path: "s.csv")
    #expect(file.points == [SamplePoint(line: 2, place: .coordinates(x: 1.5, y: 2.25), label: "low; wood")])
    #expect(file.unlabelled == 1)
    #expect(try SampleFile("x\ty\tclass\n1\t2\t3\n", path: "s.csv").points.count == 1)
  }

  @Test(arguments: [
    ("", "is empty"), ("\n\n", "is empty"), ("x,class\n1,2\n", "has the columns x, class"),
    ("x,y\n1,2\n", "x, y and class are needed"), ("x,y,class\n", "has no line below the heads"),
    ("x,y,class\n1,2,\n", "has no class in any of its 1 line"), ("x,y,class\n1,two,3\n", "line 2 has 'two' as y"),
    ("x,y,class\n1,nan,3\n", "not a number"), ("x,y,class\n1\n", "line 2 has '' as y"),
    ("row,column,class\n1e300,1,3\n", "not a number"), ("x,y,class\n\"1,5\",2,3\n", "'1,5' as x"),
  ])
  func whatCannotBeUsedIsTold(_ text: String, _ expected: String) {
    #expect(Self.message(text).contains(expected), "\(Self.message(text))")
  }
}
