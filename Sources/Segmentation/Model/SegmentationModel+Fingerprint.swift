import NeuralNet

extension SegmentationModel {
  /// What tells this model from others: 64-bit FNV-1a over the names and bytes of its parameters and statistics in the
  /// order of their layouts, of its centroids and projection, and of what it was taught, and the fingerprint of pretrained
  /// weights, as 16 hexadecimal digits.
  ///
  /// - Source: Fowler, Noll and Vo, "FNV Non-Cryptographic Hash Algorithm", IETF draft-eastlake-fnv.
  package var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    func add(_ name: String, _ tensor: Tensor) {
      for byte in name.utf8 { add(byte) }
      tensor.withUnsafeBuffer { values in
        for value in values {
          let bits = value.bitPattern
          for shift in stride(from: 0, to: 32, by: 8) { add(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
        }
      }
    }
    for store in [state.parameters, state.statistics] {
      for entry in store.layout.entries { add(entry.name, store[entry.slot]) }
    }
    if let pretrained { for byte in pretrained.description.fingerprint.utf8 { add(byte) } }
    for (name, tensor) in centroids.sorted(by: { $0.key < $1.key }) { add(name, tensor) }
    for (name, tensor) in projectionTensors.sorted(by: { $0.key < $1.key }) { add(name, tensor) }
    for (name, tensor) in taughtTensors.sorted(by: { $0.key < $1.key }) { add(name, tensor) }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
