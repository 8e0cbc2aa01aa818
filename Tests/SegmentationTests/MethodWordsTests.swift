import Segmentation
import Testing

struct MethodWordsTests {
  @Test func everyMethodNamesItsSeries() throws {
    for name in MethodSettings.names {
      let words = MethodWords.named(name)
      let heads = try MethodSettings.named(name).heads.map(\.name)
      for (place, head) in heads.enumerated() {
        #expect(words.series(head) != head && words.place(ofSeries: head) == place)
      }
      #expect(words.loss.hasSuffix("."))
    }
  }

  @Test func anUnknownSeriesKeepsItsName() {
    #expect(MethodWords.named("iic").series("student") == "student")
    #expect(MethodWords.named("unheard of").series("main") == "main")
  }
}
