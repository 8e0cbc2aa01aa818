import Basics
import Datasets
import Imaging
import NeuralNet

/// The rules by which an image's channels become the network's.
///
/// Grey becomes RGB by repetition, RGB becomes grey by its Rec. 601 luma, a fourth channel (infrared) is used only by a network
/// of four channels, and a second channel of grey images is dropped. Transparency is no channel: `ImagePreparation` takes it
/// out before.
package enum ChannelConversion {
  /// Whether images of `from` channels can feed a network of `to`.
  package static func isPossible(from: Int, to: Int) -> Bool { to <= 3 || from >= to }

  /// The channel count that suits images with these counts: 4 if all have 4, 1 if all are grey, else 3.
  package static func common(of channels: [Int]) -> Int {
    if channels.isEmpty { return 3 }
    if channels.allSatisfy({ $0 == 4 }) { return 4 }
    return channels.allSatisfy { $0 <= 2 } ? 1 : 3
  }

  /// Channel `channel` of `to`, of the pixel `place` in interleaved `pixels` of `from` channels.
  @inline(__always)
  static func value(_ pixels: [Float], at place: Int, from: Int, to: Int, channel: Int) -> Float {
    let at = place * from
    if to == 1 && from >= 3 { return Luma.rec601(pixels[at], pixels[at + 1], pixels[at + 2]) }
    return pixels[at + (from <= 2 ? 0 : channel)]
  }
}
