import Basics
import Testing

@Suite struct CSVTests {
  @Test(arguments: ["plain", "a,b", "say \"yes\"", "two\nlines", "a\r\nb", "", ",\u{301}"])
  func quotedFieldsComeBack(_ field: String) {
    let line = [CSV.quoted(field), CSV.quoted("next")].joined(separator: ",")
    #expect(CSV.records(of: line + "\n") == [[field, "next"]])
  }

  @Test func recordsEndWithEitherLineEnd() {
    #expect(CSV.records(of: "a,b\r\nc,d\n") == [["a", "b"], ["c", "d"]])
    #expect(CSV.records(of: "a,b\nc") == [["a", "b"], ["c"]])
    #expect(CSV.records(of: "") == [])
  }

  @Test func fieldsCanHaveAnotherSeparator() {
    #expect(CSV.records(of: "a;\"b;c\";1,5\n", separator: ";") == [["a", "b;c", "1,5"]])
  }

  @Test func onlyFieldsThatNeedItAreQuoted() {
    #expect(CSV.quoted("plain") == "plain")
    #expect(CSV.quoted("a,b") == "\"a,b\"")
    #expect(CSV.quoted("\"") == "\"\"\"\"")
  }
}
