import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Images of soft waves under grain, for measurements that need no files.
package enum SyntheticImages {
  /// `count` square 8-bit images; the same for the same arguments.
  package static func make(count: Int, side: Int, channels: Int, seed: UInt64 = 0) -> [Raster] {
    (0..<count).map { index in
      var random = RandomSource(seed: seed, stream: UInt64(index))
      let waves = (0..<channels).map { _ in
        (
          x: random.uniform(in: 0.01...0.2), y: random.uniform(in: 0.01...0.2),
          phase: random.uniform(in: 0...(2 * .pi))
        )
      }
      var values: [UInt8] = []
      values.reserveCapacity(side * side * channels)
      for y in 0..<side {
        for x in 0..<side {
          // One draw grains all channels of a pixel, by its bytes.
          let grain = random.next()
          for (channel, wave) in waves.enumerated() {
            let height = sin(wave.x * Float(x) + wave.y * Float(y) + wave.phase)
            values.append(UInt8(96 + 64 * height) + UInt8(truncatingIfNeeded: grain >> (8 * channel)) / 4)
          }
        }
      }
      return Raster(width: side, height: side, bands: channels, values: values)
    }
  }
}
