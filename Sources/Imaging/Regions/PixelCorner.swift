/// A place where corners of pixels meet: column and row of the pixel that lies to the right of it and below it.
package struct PixelCorner: Hashable, Sendable {
  package let x: Int32
  package let y: Int32

  package init(x: Int32, y: Int32) {
    self.x = x
    self.y = y
  }
}

extension [PixelCorner] {
  /// Twice the area that a ring encloses, in pixels. It is positive for rings that run counterclockwise as the image is seen.
  /// - Precondition: the last corner is the first one again.
  package var doubledArea: Int {
    var sum = 0
    for (one, other) in zip(self, dropFirst()) {
      sum += Int(other.x) * Int(one.y) - Int(one.x) * Int(other.y)
    }
    return sum
  }
}

/// Appends numbers to bytes, seven bits a byte.
enum PackedNumbers {
  @inline(__always)
  static func append(_ value: Int, to bytes: inout [UInt8]) {
    // Zigzag: numbers near 0 take one byte, whatever their sign.
    var rest = UInt(bitPattern: value << 1 ^ value >> (Int.bitWidth - 1))
    while rest >= 128 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  static func read(_ bytes: [UInt8], at place: inout Int) -> Int {
    var (value, shift) = (UInt(0), UInt(0))
    while true {
      let byte = bytes[place]
      place += 1
      value |= UInt(byte & 127) << shift
      if byte < 128 { break }
      shift += 7
    }
    return Int(bitPattern: value >> 1) ^ -Int(bitPattern: value & 1)
  }
}
