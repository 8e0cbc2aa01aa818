import Datasets
import Testing

struct BuiltInImagesTests {
  @Test func halvesOfPotsdamAreItsTiles() throws {
    #expect(BuiltInImages.all.map(\.name) == ["potsdam-train", "potsdam-test"])
    #expect(BuiltInImages.all.map(\.identifiers.count) == [24, 14])
    #expect(Set(BuiltInImages.all.flatMap(\.identifiers)).count == 38)
  }

  @Test func anUnknownListIsToldTheKnownOnes() {
    let error = #expect(throws: DatasetError.self) { try ImageIdentifiers(named: "potsdam") }
    #expect(error?.description.hasPrefix("potsdam: there is no such file") == true)
    #expect(error?.description.contains("potsdam-train, potsdam-test") == true)
  }
}
