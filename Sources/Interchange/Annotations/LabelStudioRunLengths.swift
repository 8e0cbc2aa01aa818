/// The run lengths of Label Studio's brush: the samples of an RGBA picture, whose four bands are 255 in the segment and 0 elsewhere.
///
/// 32 bits tell the number of samples, 5 the bits of a sample less one, and four times 4 the lengths of lengths less one. Each run has
/// a bit 1, two bits for the length of its length, its length less one, and the sample.
/// Source: `encode_rle` and `decode_rle` in label_studio_converter.brush.
package struct LabelStudioRunLengths {
  private var bits = BitList()

  /// The bytes of pixels in an image of `count` pixels.
  /// - Parameter runs: in ascending order, without overlaps.
  package static func bytes(of runs: [Range<Int>], count: Int) -> [UInt8] {
    var lengths = LabelStudioRunLengths()
    lengths.bits.append(4 * count, bits: 32)
    lengths.bits.append(7, bits: 5)
    for length in Self.sizes { lengths.bits.append(length - 1, bits: 4) }
    var end = 0
    for run in runs {
      lengths.add(4 * (run.lowerBound - end), value: 0)
      lengths.add(4 * run.count, value: 255)
      end = run.upperBound
    }
    lengths.add(4 * (count - end), value: 0)
    return lengths.bits.bytes
  }

  private static let sizes = [3, 4, 8, 16]

  private mutating func add(_ count: Int, value: Int) {
    var rest = count
    while rest > 0 {
      let part = min(rest, 1 << 16)
      let size = Self.sizes.firstIndex { part <= 1 << $0 } ?? Self.sizes.count - 1
      bits.append(1, bits: 1)
      bits.append(size, bits: 2)
      bits.append(part - 1, bits: Self.sizes[size])
      bits.append(value, bits: 8)
      rest -= part
    }
  }
}

/// Numbers of any count of bits, the highest bit first.
private struct BitList {
  private(set) var bytes: [UInt8] = []
  private var free = 0

  mutating func append(_ value: Int, bits: Int) {
    for bit in (0..<bits).reversed() {
      if free == 0 {
        bytes.append(0)
        free = 8
      }
      free -= 1
      if value >> bit & 1 == 1 { bytes[bytes.count - 1] |= 1 << UInt8(free) }
    }
  }
}
