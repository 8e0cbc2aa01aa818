import Basics
import NeuralNet

extension SegmentationModel {
  /// What tells this model from others: a `Fingerprint` of the names and bytes of its parameters and statistics in the
  /// order of their layouts, of its centroids and projection, and of what it was taught, and of the fingerprint of pretrained
  /// weights.
  package var fingerprint: String {
    var fingerprint = Fingerprint()
    func add(_ name: String, _ tensor: Tensor) {
      fingerprint.add(name)
      tensor.withUnsafeBuffer { values in
        for value in values {
          let bits = value.bitPattern
          for shift in stride(from: 0, to: 32, by: 8) { fingerprint.add(UInt64(bits >> UInt32(shift) & 0xFF)) }
        }
      }
    }
    for store in [state.parameters, state.statistics] {
      for entry in store.layout.entries { add(entry.name, store[entry.slot]) }
    }
    if let pretrained { fingerprint.add(pretrained.description.fingerprint) }
    for (name, tensor) in centroids.sorted(by: { $0.key < $1.key }) { add(name, tensor) }
    for (name, tensor) in projectionTensors.sorted(by: { $0.key < $1.key }) { add(name, tensor) }
    for (name, tensor) in taughtTensors.sorted(by: { $0.key < $1.key }) { add(name, tensor) }
    return fingerprint.text
  }
}
