import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct ClassFileTests {
  /// The names, first colours and values of a text, such as `road #804080 [0]`.
  static func lines(_ text: String, path: String = "classes.txt") throws -> [String] {
    try ClassFile.table(text, path: path).classes.map { entry in
      ([entry.name] + entry.colours.map(\.hexString) + ["\(entry.values)"]).joined(separator: " ")
    }
  }

  @Test func theContentsTellTheKindAndNotTheName() throws {
    let folder = try TemporaryFolder()
    let texts = [
      "classes:\n  - name: road\n  - name: car\n", "# label:color_rgb:parts:actions\nroad:0,0,0::\ncar:0,0,142::\n",
      "Pixel Value, Class\n0, road\n1, car\n", "road\ncar\n", "[\"road\", \"car\"]",
      "CLASSES = ('road', 'car')", "<View><Label value=\"road\"/><Label value=\"car\"/></View>",
      "0 0 0 road\n0 0 142 car\n", "{\"0\": \"road\", \"1\": \"car\"}",
    ]
    for (number, text) in texts.enumerated() {
      for name in ["classes.yaml", "labels", "table.png"] {
        let file = folder.file("\(number)-\(name)")
        try Data(text.utf8).write(to: file)
        let table = try ClassTable(contentsOf: file)
        #expect(table.classes.map(\.name) == ["road", "car"], "\(text)")
        #expect(table.classes.map(\.values) == [[0], [1]], "\(text)")
        #expect(table.ignoredValues == [255])
      }
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func lineEndsAndByteOrderMarksOfWindowsAreRead(_ end: String) throws {
    let text = "\u{FEFF}" + ["name,r,g,b", "road,128,64,128", "car,0,0,142", ""].joined(separator: end)
    #expect(try Self.lines(text) == ["road #804080 [0]", "car #00008e [1]"])
  }

  @Test func theOwnKindMayBeWrittenAsJSON() throws {
    let text = "{\"classes\": [{\"name\": \"road\", \"colours\": [\"#804080\"], \"values\": [7, 8]}]}"
    #expect(try Self.lines(text) == ["road #804080 [7, 8]"])
    #expect(try Self.lines("{classes: [{name: a, color: \"#000001\"}], ignore: {values: [9]}}").count == 1)
  }

  @Test func aMistakeInTheOwnKindIsNamed() {
    let error = #expect(throws: (any Error).self) { try ClassFile.table("clases: [{name: a}]", path: "mine.yaml") }
    #expect("\(String(describing: error))".contains("clases"))
  }

  @Test(arguments: ["", "one", "\u{0}\u{1}", "if (a < b) { return; }", "{\"a\": [1, {}]}", "a: b\nc: d\n"])
  func theKindsAreListedWhereNoneFits(_ text: String) {
    let error = #expect(throws: ClassTableError.self) { try ClassFile.table(text, path: "labels.txt") }
    let words = error?.description ?? ""
    for part in [
      "labels.txt: ", "YAML", "CVAT", "COCO", "CSV", "labelme", "mmsegmentation", "Label Studio", "128 64 128",
    ] {
      #expect(words.contains(part), "\(part) in \(words)")
    }
  }

  @Test(arguments: [
    ("road\nsky\nroad\n", "the class road is listed twice"),
    ("name,r,g,b\na,1,2,3\nb,1,2,3\n", "#010203"), ("Pixel Value,Class\n1,a\n1,b\n", "value 1"),
    ((0..<255).map { "class \($0)\n" }.joined(), "255 classes"),
  ])
  func whatIsListedTwiceOrTooOftenIsRefused(_ text: String, _ word: String) {
    let error = #expect(throws: ClassTableError.self) { try ClassFile.table(text, path: "t.txt") }
    #expect(error?.description.contains(word) == true)
  }

  @Test func aClassOfValue255IsScored() throws {
    let table = try ClassFile.table("Pixel Value, Class\n0, background\n255, building\n", path: "_classes.csv")
    #expect(table.classes.map(\.values) == [[0], [255]] && table.ignoredValues.isEmpty)
  }

  /// Each text and a thousand damaged ones: a table, or an error that names the file.
  @Test func damagedTextsAreReadOrRefused() {
    let texts = [
      "# label:color_rgb:parts:actions\nroad:128,64,128:a,b:c\n", "Pixel Value, Class\n0, road\n1, car\n",
      "{\"categories\": [{\"id\": 7, \"name\": \"road\", \"color\": [1, 2, 3]}]}",
      "METAINFO = dict(classes=('road', \"car\"), palette=[[1, 2, 3], # x\n [4, 5, 6]])",
      "<View><BrushLabels><Label value=\"a &amp; b\" background='red'/></BrushLabels></View>",
      "__ignore__\n_background_\nroad\n", "64 128 64\tAnimal\n", "name;colour\nroad;#804080\n",
    ]
    var mutation = ByteMutation(seed: 5)
    for text in texts {
      for _ in 0..<125 {
        let damaged = String(decoding: mutation.mutated(Array(text.utf8)), as: UTF8.self)
        do {
          let table = try ClassFile.table(damaged, path: "c.txt")
          #expect((1...254).contains(table.classes.count))
        } catch {
          #expect("\(error)".contains("c.txt"), "\(error)")
        }
      }
    }
  }
}
