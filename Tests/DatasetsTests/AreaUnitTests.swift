import Datasets
import Testing

struct AreaUnitTests {
  @Test func theUnitFitsTheSize() {
    #expect(AreaUnit.fitting(squareMetres: 0) == .squareMetres)
    #expect(AreaUnit.fitting(squareMetres: 9_999) == .squareMetres)
    #expect(AreaUnit.fitting(squareMetres: 10_000) == .hectares)
    #expect(AreaUnit.fitting(squareMetres: 99_999_999) == .hectares)
    #expect(AreaUnit.fitting(squareMetres: 1e8) == .squareKilometres)
  }

  @Test func numbersAreInTheUnit() {
    #expect(AreaUnit.hectares.text(12_345) == "1.2345" && AreaUnit.hectares.text(nil) == "-")
    #expect(AreaUnit.squareKilometres.field(2_500_000) == "2.500000" && AreaUnit.squareMetres.field(nil) == "")
  }
}
