import Imaging
import Reports
import Segmentation
import Testing

struct ClusterPlacesTests {
  /// Two clusters side by side; certainty grows to the left, and falls towards the middle.
  private static func map(_ width: Int = 96, _ height: Int = 48) -> CertaintyMap {
    let columns = (0..<width * height).map { $0 % width }
    return CertaintyMap(
      labels: LabelMap(width: width, height: height, values: columns.map { $0 < width / 2 ? 0 : 1 }),
      probabilities: columns.map { UInt8(250 - 2 * $0) },
      margins: columns.map { UInt8(min(255, 2 * abs($0 - width / 2))) })
  }

  @Test func certainAndBorderlinePlacesLieWhereTheyShould() {
    let places = ClusterPlaces.find(in: [Self.map()], clusters: 3)
    #expect(places[0].certain.first == ClusterPlaces.Place(piece: 0, x: 6, y: 6))
    #expect(places[0].borderline.first?.x == 42 && places[1].borderline.first?.x == 54)
    #expect(places[1].certain.first?.x == 54)
    #expect(places[2] == ClusterPlaces.Places())
    for found in places.prefix(2) { #expect((1...3).contains(found.certain.count)) }
  }

  @Test func placesComeFromSeveralPictures() {
    let places = ClusterPlaces.find(in: [Self.map(), Self.map(), Self.map()], clusters: 2)
    for found in places {
      #expect(found.certain.map(\.piece) == [0, 1, 2] && found.borderline.map(\.piece) == [0, 1, 2])
    }
  }

  @Test func pixelsWithoutDataHaveNoPlaces() {
    var map = Self.map()
    for index in map.labels.values.indices where map.labels.values[index] == 0 { map.labels.values[index] = Label.none }
    let places = ClusterPlaces.find(in: [map], clusters: 2)
    #expect(places[0] == ClusterPlaces.Places() && !places[1].certain.isEmpty)
  }
}
