import Basics
import Testing

@Suite struct FingerprintTests {
  /// Values of the authors' own tables.
  @Test(arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")])
  func textsHaveTheirHashes(_ text: String, _ digits: String) {
    var fingerprint = Fingerprint()
    fingerprint.add(text)
    #expect(fingerprint.text == digits)
  }

  @Test func leadingZerosStay() {
    let texts = (0..<1000).map { number in
      var fingerprint = Fingerprint()
      fingerprint.add("text \(number)")
      return fingerprint.text
    }
    #expect(texts.contains { $0.hasPrefix("0") })
    #expect(texts.allSatisfy { $0.count == 16 } && Set(texts).count == 1000)
  }
}
