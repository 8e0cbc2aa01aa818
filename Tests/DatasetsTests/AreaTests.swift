import Datasets
import Testing

struct AreaTests {
  @Test func aSumWithAnUnknownAreaIsUnknown() {
    let known = Area(pixels: 2, squareMetres: 8)
    let unknown = Area(pixels: 3, squareMetres: nil)
    #expect(known.adding(known) == Area(pixels: 4, squareMetres: 16))
    #expect(known.adding(unknown) == Area(pixels: 5, squareMetres: nil))
    // No pixels have no area wherever they lie.
    #expect(known.adding(Area(pixels: 0, squareMetres: nil)) == known)
  }

  @Test func sharesAreOfTheAreaWhereItIsKnown() {
    let part = Area(pixels: 1, squareMetres: 3)
    #expect(part.share(of: Area(pixels: 2, squareMetres: 4)) == 0.75)
    #expect(part.share(of: Area(pixels: 2, squareMetres: nil)) == 0.5)
    #expect(Area.zero.share(of: .zero) == nil)
  }

  @Test func areasOfDifferentlyManyClassesAddUp() {
    let one = ClassAreas(ofClass: [Area(pixels: 1, squareMetres: 1)], noClass: Area(pixels: 4, squareMetres: 4))
    let other = ClassAreas(ofClass: [.zero, Area(pixels: 2, squareMetres: 2)])
    let sum = one.adding(other)
    #expect(sum.ofClass.map(\.pixels) == [1, 2] && sum.noClass.pixels == 4)
    #expect(sum.classified == Area(pixels: 3, squareMetres: 3))
  }
}
