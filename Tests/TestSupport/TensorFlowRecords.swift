import Foundation

/// The records of a TFRecord file, read and checked bit by bit as its description says.
package enum TensorFlowRecords {
  package struct Broken: Error { package let offset: Int }

  /// - Throws: ``Broken`` at a record that is cut or whose checks are wrong.
  package static func read(_ bytes: [UInt8]) throws -> [[UInt8]] {
    var records: [[UInt8]] = []
    var at = 0
    func number(_ start: Int, _ count: Int) -> UInt64 {
      (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
    while at < bytes.count {
      guard at + 12 <= bytes.count else { throw Broken(offset: at) }
      let length = Int(number(at, 8))
      guard at + 16 + length <= bytes.count, masked(bytes[at..<at + 8]) == number(at + 8, 4) else {
        throw Broken(offset: at)
      }
      let record = Array(bytes[at + 12..<at + 12 + length])
      guard masked(record[...]) == number(at + 12 + length, 4) else { throw Broken(offset: at) }
      records.append(record)
      at += 16 + length
    }
    return records
  }

  private static func masked(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var check = UInt32.max
    for byte in bytes {
      check ^= UInt32(byte)
      for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0x82F6_3B78 : check >> 1 }
    }
    check = ~check
    return UInt64((check >> 15 | check << 17) &+ 0xA282_EAD8)
  }
}
