import Imaging
import Testing

@Suite struct LumaTests {
  @Test func weightsAreThoseOfRec601() {
    #expect(Luma.rec601(1, 0, 0) == 0.299 && Luma.rec601(0, 1, 0) == 0.587 && Luma.rec601(0, 0, 1) == 0.114)
    let (red, green, blue): (Float, Float, Float) = (0.3, 0.7, 0.1)
    #expect(Luma.rec601(red, green, blue) == 0.299 * red + 0.587 * green + 0.114 * blue)
  }
}
