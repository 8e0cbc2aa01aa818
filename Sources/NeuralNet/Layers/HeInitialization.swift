import Basics

/// Initial weights for layers before a ReLU: normally distributed, with variance `2 / fan-in`.
///
/// - Source: He et al., ICCV 2015, equation 10.
package enum HeInitialization {
  /// Fills convolution weights.
  /// - Shapes: slot [height, width, inputChannels, outputChannels].
  package static func fill(_ slot: ParameterSlot, of store: inout ParameterStore, random: inout RandomSource) {
    let fanIn = slot.shape[0] * slot.shape[1] * slot.shape[2]
    let deviation = (2 / Float(max(fanIn, 1))).squareRoot()
    store.withMutablePointer(slot) { weights in
      for index in 0..<slot.count { weights[index] = deviation * random.normal() }
    }
  }
}
