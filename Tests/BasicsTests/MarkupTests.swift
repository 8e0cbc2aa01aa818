import Basics
import TestSupport
import Testing

struct MarkupTests {
  @Test func whatMeansSomethingIsEscaped() {
    #expect(Markup.escape("<a href=\"x\">&'é日\u{1F600}") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;é日\u{1F600}")
    #expect(Markup.escape("&amp;") == "&amp;amp;")
    #expect(Markup.escape("") == "")
  }

  @Test func controlCharactersAreReplaced() {
    #expect(Markup.escape("a\u{0}b\u{1B}[31m\u{7F}\n\t") == "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}\n\t")
    #expect(Markup.escape("\r\n") == "\r\n")
  }
}
