import Datasets
import Imaging
import Testing

struct AreaEstimateTests {
  /// The map of Olofsson et al. 2014, of pixels of 30 m.
  private static func table(_ pixels: [Int], each: Double? = 900) -> AreaTable {
    let areas = pixels.map { count in Area(pixels: count, squareMetres: each.map { Double(count) * $0 }) }
    return AreaTable(
      classes: NamedClass.named("deforestation", "gain", "forest", "other").prefix(pixels.count).map { $0 },
      images: [.init(path: "a.png", zones: [Label.none: ClassAreas(ofClass: areas)])])
  }

  private static let counts = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]

  @Test func areasAreInTheirUnit() throws {
    let estimate = try #require(
      AreaEstimate(Self.table([200_000, 150_000, 3_200_000, 6_450_000]), counts: Self.counts))
    // 235,086 of 10,000,000 pixels, with an interval of 68,418.
    let line = estimate.text(unit: .hectares).split(separator: "\n").first {
      $0.hasPrefix("deforestation") && $0.contains("21158")
    }
    #expect(line?.split(separator: " ") == ["deforestation", "18000", "21158", "3142", "6158"])
    #expect(estimate.text().contains("estimated km2"))
    #expect(estimate.text().hasSuffix("overall accuracy 0.9465 ± 0.0185\n"))
    #expect(estimate.markdown().contains("| deforestation | 0.0176 | 0.0000 | 0.0013 | 0.0011 | 0.0200 | 75 |"))
    #expect(estimate.warnings.isEmpty)
    let lines = estimate.csv(unit: .hectares).split(separator: "\n", omittingEmptySubsequences: false)
    let fields = lines[1].split(separator: ",", omittingEmptySubsequences: false)
    #expect(fields.prefix(4) == ["deforestation", "0", "75", "0.020000"] && fields[9] == "21157.762238")
    #expect(lines.allSatisfy { $0.isEmpty || $0.split(separator: ",", omittingEmptySubsequences: false).count == 21 })
    #expect(lines[5].hasPrefix("all classes,,640,1.000000,") && lines[5].contains(",0.946512,"))
  }

  @Test func withoutAPlaceAreasAreShares() throws {
    let estimate = try #require(
      AreaEstimate(Self.table([200_000, 150_000, 3_200_000, 6_450_000], each: nil), counts: Self.counts))
    #expect(estimate.squareMetres == nil && estimate.text().contains("mapped %"))
    #expect(estimate.text(unit: .hectares).contains("2.35"))
    #expect(estimate.csv().contains("deforestation,0,75,0.020000,0.023509,"))
  }

  @Test func classesWithFewOrNoPointsAreWarnedOf() throws {
    let counts = [[30, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 5]]
    let estimate = try #require(AreaEstimate(Self.table([10, 10, 30, 50]), counts: counts))
    #expect(estimate.warnings.count == 3)
    #expect(estimate.warnings.contains { $0.contains("no sample point lies on the map's forest:") })
    #expect(estimate.warnings.contains { $0.contains("one sample point alone lies on the map's gain:") })
    #expect(estimate.warnings.contains { $0.contains("fewer than 20 sample points lie on the map's other:") })
    // The estimates are of the other three classes.
    #expect(estimate.pixels == 70 && estimate.squareMetres == 63_000)
    #expect(estimate.text().hasSuffix("without a confidence interval\n"))
  }

  @Test func aReferenceCanHaveClassesThatTheMapLacks() throws {
    let table = AreaTable(
      classes: nil,
      images: [.init(path: "a.png", zones: [Label.none: ClassAreas(ofClass: [Area(pixels: 8, squareMetres: nil)])])])
    let estimate = try #require(AreaEstimate(table, counts: [[3, 0, 1], [0, 0, 0], [0, 0, 0]]))
    #expect(estimate.classes.map(\.name) == ["0", "1", "2"])
    #expect(estimate.text().contains("\n2  ") && !estimate.text().contains("\n1  "))
    #expect(AreaEstimate(table, counts: [[0]]) == nil)
  }
}
