/// A number that tells contents from others: the 64-bit hash FNV-1a of the words that were added.
///
/// - Source: Fowler, Noll and Vo, "FNV Non-Cryptographic Hash Algorithm", IETF draft-eastlake-fnv.
package struct Fingerprint: Sendable {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  /// Adds a byte, or several of them as one word.
  package mutating func add(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }

  /// The bytes of a text, one at a time.
  package mutating func add(_ text: String) { for byte in text.utf8 { add(UInt64(byte)) } }

  /// 16 hexadecimal digits.
  package var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
