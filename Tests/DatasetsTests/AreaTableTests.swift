import Basics
import Datasets
import Imaging
import Testing

struct AreaTableTests {
  private static func areas(_ pixels: [Int], none: Int = 0, each: Double? = 100) -> ClassAreas {
    func area(_ count: Int) -> Area { Area(pixels: count, squareMetres: each.map { Double(count) * $0 }) }
    return ClassAreas(ofClass: pixels.map(area), noClass: area(none))
  }

  private static let none = Label.none
  private static let named = NamedClass.named("wood", "sea, deep", "ice")

  @Test func theTextHasClassesWithPixelsAndTheirSum() {
    let table = AreaTable(
      classes: Self.named,
      images: [
        .init(path: "a.png", zones: [Self.none: Self.areas([30, 20, 0])]),
        .init(path: "b.png", zones: [Self.none: Self.areas([50, 0, 0], none: 7)]),
      ])
    #expect(
      table.text() == """
        class        value  pixels     share      ha
        wood             0      80   80.00 %  0.8000
        sea, deep        1      20   20.00 %  0.2000
        all classes            100  100.00 %  1.0000
        no class                 7         -  0.0700

        2 masks; 1 class without pixels is left out

        """)
    #expect(table.text(unit: .squareMetres).contains("8000.00"))
    #expect(table.text(perImage: true).hasPrefix("mask   class  "))
    #expect(table.markdown().contains("| sea, deep | 1 | 20 | 20.00 % | 0.2000 |\n"))
  }

  @Test func theCSVHasEachImageAndTheTotal() {
    let table = AreaTable(
      classes: Self.named,
      images: [
        .init(path: "a.png", zones: [Self.none: Self.areas([30, 10, 0])]),
        .init(path: "b, c.png", zones: [Self.none: Self.areas([50, 0, 0])]),
      ])
    #expect(
      table.csv(unit: .hectares) == """
        image,class,value,pixels,share,area,unit
        a.png,wood,0,30,0.750000,0.300000,ha
        a.png,"sea, deep",1,10,0.250000,0.100000,ha
        a.png,ice,2,0,0.000000,0.000000,ha
        "b, c.png",wood,0,50,1.000000,0.500000,ha
        "b, c.png","sea, deep",1,0,0.000000,0.000000,ha
        "b, c.png",ice,2,0,0.000000,0.000000,ha
        total,wood,0,80,0.888889,0.800000,ha
        total,"sea, deep",1,10,0.111111,0.100000,ha
        total,ice,2,0,0.000000,0.000000,ha

        """)
  }

  @Test func whereOneMaskHasNoPlaceThereIsNoAreaInTotal() {
    let table = AreaTable(
      classes: Self.named,
      images: [
        .init(path: "a.png", zones: [Self.none: Self.areas([1, 0, 0])]),
        .init(path: "b.png", zones: [Self.none: Self.areas([1, 1, 0], each: nil)]),
      ])
    #expect(table.text().hasPrefix("class        value  pixels     share\n"))
    let lines = table.csv().split(separator: "\n")
    #expect(lines.contains("a.png,wood,0,1,1.000000,100.000000,m2"))
    #expect(lines.contains("b.png,wood,0,1,0.500000,,") && lines.contains("b.png,ice,2,0,0.000000,,"))
    #expect(lines.contains("total,wood,0,2,0.666667,,"))
  }

  @Test func zonesHaveTheirNamesAndTheRestComesLast() {
    let zones: [UInt16: ClassAreas] = [
      9: Self.areas([1, 1, 0]), 7: Self.areas([0, 2, 0]), Self.none: Self.areas([3, 0, 0]),
    ]
    let names = [NamedClass(name: "north", values: [7])]
    let table = AreaTable(classes: Self.named, images: [.init(path: "a.png", zones: zones)], zones: names)
    #expect(
      table.text(unit: .squareMetres).hasSuffix(
        """
        zone (m2)    wood  sea, deep  all classes
        north        0.00     200.00       200.00
        9          100.00     100.00       200.00
        no zone    300.00       0.00       300.00

        """), "\(table.text(unit: .squareMetres))")
    let lines = table.csv().split(separator: "\n")
    #expect(lines.first == "image,zone,zoneValue,class,value,pixels,share,area,unit")
    #expect(lines.contains("total,north,7,\"sea, deep\",1,2,1.000000,200.000000,m2"))
    #expect(lines.contains("a.png,no zone,,wood,0,3,1.000000,300.000000,m2"))
  }

  @Test func valuesWithoutNamesAndPixelsAreLeftOut() {
    let table = AreaTable(
      classes: nil, images: [.init(path: "a.png", zones: [Self.none: Self.areas([0, 0, 4], each: nil)])])
    #expect(table.csv() == "image,class,value,pixels,share,area,unit\na.png,2,2,4,1.000000,,\ntotal,2,2,4,1.000000,,\n")
    #expect(!table.text().contains("left out"))
  }

  @Test func masksWithoutAnyClassHaveNoArea() {
    let table = AreaTable(classes: nil, images: [.init(path: "a.png", zones: [Self.none: Self.areas([], none: 4)])])
    #expect(table.text().contains("no class                 4      -\n"), "\(table.text())")
  }
}
