import Basics
import Imaging
import TestSupport

/// Takes the bytes of a PNG apart, so that tests can damage them behind correct checksums.
enum PNGBytes {
  /// The chunks: where each begins (its length field), what kind it is, and how many bytes of data it has.
  static func chunks(of bytes: [UInt8]) -> [(start: Int, kind: String, count: Int)] {
    var result: [(start: Int, kind: String, count: Int)] = []
    var place = 8
    while place + 12 <= bytes.count {
      let count = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard place + 12 + count <= bytes.count else { break }
      result.append((place, String(decoding: bytes[place + 4..<place + 8], as: UTF8.self), count))
      place += 12 + count
    }
    return result
  }

  /// Makes every chunk's checksum right.
  static func correctChecksums(of bytes: inout [UInt8]) {
    for chunk in chunks(of: bytes) {
      let end = chunk.start + 8 + chunk.count
      let sum = checksum(bytes[chunk.start + 4..<end])
      for i in 0..<4 { bytes[end + i] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32(i))) }
    }
  }

  /// CRC-32 as in ISO 3309.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
    }
    return ~sum
  }
}
