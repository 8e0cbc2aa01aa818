/// Damages files as disks, networks and hands do; a seed always gives the same damage.
package struct ByteMutation {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// `bytes` after one to four changes.
  package mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0..<1 + below(4) { change(&result) }
    return result
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes.append(UInt8(below(256)))
      return
    }
    let place = below(bytes.count)
    let length = min(1 + below(64), bytes.count - place)
    switch below(8) {
    case 0: bytes[place] ^= 1 << UInt8(below(8))
    case 1: bytes[place] = UInt8(below(256))
    case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF][below(5)]
    case 3: bytes.removeSubrange(place..<place + length)
    case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: below(bytes.count))
    case 5: for index in place..<place + length { bytes[index] = UInt8(below(256)) }
    case 6: bytes.removeLast(bytes.count - place)
    default: for index in place..<place + length { bytes[index] = 0 }
    }
  }

  /// SplitMix64 (Steele, Lea and Flood), folded into `0..<count`.
  private mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ z >> 31) % UInt64(count))
  }
}
