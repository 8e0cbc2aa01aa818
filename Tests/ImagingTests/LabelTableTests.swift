import Imaging
import Testing

@Suite struct LabelTableTests {
  @Test func labelsBeyondTheTableAreTheOtherAndNoneStays() {
    let table = LabelTable([5, 6, Label.none], other: 9)
    #expect([0, 1, 2, 3, 255, 65534, Label.none].map { table[$0] } == [5, 6, Label.none, 9, 9, 9, Label.none])
  }
}
