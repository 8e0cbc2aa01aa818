import Imaging
import Testing

@Suite struct BandSelectionTests {
  @Test func textsBecomeSelections() {
    #expect(BandSelection("all") == .all)
    #expect(BandSelection("4, 3,2") == .numbers([4, 3, 2]))
    #expect(BandSelection("B8,B4,B3") == .names(["B8", "B4", "B3"]))
    #expect(BandSelection("1,red") == .names(["1", "red"]))
    for text in ["", ",", "1,,2", "0", "-1,2"] { #expect(BandSelection(text) == nil, "\(text)") }
    for text in ["all", "4,3,2", "B8,near infrared"] { #expect(BandSelection(text)?.description == text) }
  }

  @Test func chosenBandsOfAPictureAreTaken() throws {
    let image = Raster(width: 2, height: 1, bands: 4, values: [1, 2, 3, 0, 5, 6, 7, 8])
    func prepared(_ text: String, alpha: AlphaMeaning = .mask) throws -> Raster {
      let bands = try #require(BandSelection(text))
      return try ImagePreparation(alpha: alpha, bands: bands).prepare(MemoryRaster(image)).readAll()
    }
    let infrared = try prepared("4,1")
    #expect(infrared.samples == .uint8([0, 1, 8, 5]) && infrared.validity == nil)
    let colours = try prepared("3,2,1")
    #expect(colours.samples == .uint8([128, 128, 128, 7, 6, 5]) && colours.validity == [0, 1])
    #expect(try prepared("3,2,1", alpha: .band).samples == .uint8([3, 2, 1, 7, 6, 5]))
    #expect(throws: ImageIOError.self) { _ = try prepared("5") }
  }
}
