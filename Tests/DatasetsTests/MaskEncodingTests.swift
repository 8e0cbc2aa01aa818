import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct MaskEncodingTests {
  private static let band = LabelMap(width: 4, height: 1, values: [0, 2, 1, 9])
  private static let naming = Naming(
    [NamedClass(name: "a", colours: [.init(hex: 0x010203)], values: [40]), NamedClass(name: "b")],
    classOfCluster: [1, nil, 0])

  @Test func clustersAreWrittenAsTheirClasses() {
    #expect(MaskEncoding(Self.naming).raster(of: Self.band).samples == .uint8([1, 0, 255, 255]))
    let green = Palette.standard[1]
    #expect(
      MaskEncoding(Self.naming, format: .colour).raster(of: Self.band).samples
        == .uint8([green.red, green.green, green.blue, 1, 2, 3, 0, 0, 0, 0, 0, 0]))
    var values = Self.naming
    values.writesLabelValues = true
    #expect(MaskEncoding(values).raster(of: Self.band).samples == .uint8([1, 40, 255, 255]))
  }

  @Test func moreClustersThanAByteHoldsTakeTwo() {
    let band = LabelMap(width: 3, height: 1, values: [0, 254, 299])
    #expect(MaskEncoding(Naming(clusters: 300)).raster(of: band).samples == .uint16([0, 254, 299]))
    #expect(MaskEncoding(Naming(clusters: 255)).raster(of: band).samples == .uint8([0, 254, 255]))
    #expect(MaskEncoding(Naming(clusters: 256)).raster(of: band).samples == .uint16([0, 254, Label.none]))
  }

  @Test func noDataIsWrittenAsNoClass() throws {
    let clusters = MaskEncoding(Naming(clusters: 3))
    let band = LabelMap(width: 2, height: 1, values: [1, Label.none])
    #expect(clusters.raster(of: band).samples == .uint8([1, 255]))
    #expect(MaskEncoding(Naming(clusters: 300)).raster(of: band).samples == .uint16([1, Label.none]))
    #expect(
      MaskEncoding(Naming(clusters: 3), format: .colour).raster(of: band).samples
        == .uint8([86, 180, 233, 0, 0, 0]))
    // Only masks that can have such pixels get the colour for them.
    guard case .indexedPNG(let plain) = clusters.imageEncoding(),
      case .indexedPNG(let marked) = clusters.imageEncoding(mayHaveNoData: true)
    else {
      Issue.record("the masks have no colour table")
      return
    }
    #expect(plain.colours.count == 3 && marked.colours.count == 256)
    #expect(marked.colours[255] == Palette.Colour(hex: 0) && marked.prefix(3) == plain)
  }

  @Test func noDataIsToldFromNoClassOnlyWhereEveryClusterShowsOne() {
    #expect(MaskEncoding(Naming(clusters: 3)).tellsNoData && MaskEncoding(Naming(clusters: 300)).tellsNoData)
    #expect(!MaskEncoding(Self.naming).tellsNoData)
    var binary = Naming([NamedClass(name: "building", values: [255])], classOfCluster: [0, 0])
    #expect(MaskEncoding(binary).tellsNoData)
    binary.writesLabelValues = true
    #expect(!MaskEncoding(binary).tellsNoData)
  }

  @Test func everyClassHasAFileOfProbabilities() {
    let encoding = MaskEncoding(Self.naming, format: .probability)
    #expect(encoding.lastExtension == "1.png")
    #expect(
      encoding.files(for: .init(filePath: "/m/tile.1.png")).map(\.lastPathComponent) == ["tile.0.png", "tile.1.png"])
    #expect(MaskEncoding(Self.naming).lastExtension == "png")
  }
}
