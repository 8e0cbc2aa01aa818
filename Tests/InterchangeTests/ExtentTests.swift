import Interchange
import Testing

@Suite struct ExtentTests {
  @Test func knownSizesAreComputedAtOnce() {
    #expect(Extent.fixed(37).roundedUp(to: 8) == .fixed(40))
    #expect(Extent.fixed(37).scaled(by: 0.5) == .fixed(19))
    #expect(Extent.fixed(37).atLeast(64).divided(by: 4) == .fixed(16))
    #expect(Extent.fixed(9).outputs(plus: -1, step: 2) == .fixed(5))
    #expect(Extent.fixed(10).outputs(plus: -2, step: 2) == .fixed(5))
  }

  @Test func stridesOnWholeFeaturesDivide() {
    let whole = Extent.inputHeight.roundedUp(to: 8)
    let half = whole.outputs(plus: -1, step: 2)
    #expect(half == .divided(whole, by: 2))
    #expect(half.divided(by: 4).ratio(of: whole) == 8)
    #expect(half.divided(by: 2).ratio(of: half) == 2)
    #expect(whole.divided(by: 16).ratio(of: whole) == nil)
    #expect(Extent.inputWidth.outputs(plus: -1, step: 2) == Extent.inputWidth.plus(-1).divided(by: 2).plus(1))
    #expect(whole.times(2).divided(by: 8) == whole.divided(by: 4))
    #expect(whole.ratio(of: whole.times(2)) == 2)
  }
}
