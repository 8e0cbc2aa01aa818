import Basics
import Datasets
import Imaging
import NeuralNet

/// The rules by which an image's channels become the network's.
///
/// Grey becomes RGB by repetition, RGB becomes grey by its Rec. 601 luma, and a fourth channel (infrared) is used only by a
/// network of four channels. More than four channels become grey by their mean. Transparency is no channel:
/// `ImagePreparation` takes it out before.
package enum ChannelConversion {
  /// Whether images of `from` channels can feed a network of `to`.
  package static func isPossible(from: Int, to: Int) -> Bool { to <= 3 || from >= to }

  /// The channel count that suits images with these counts: that of all where they agree, 1 if all have one or two, the
  /// greatest that most have where some have more than four, else 3.
  package static func common(of channels: [Int]) -> Int {
    guard let first = channels.first else { return 3 }
    if channels.allSatisfy({ $0 == first }) { return first }
    if channels.allSatisfy({ $0 <= 2 }) { return 1 }
    guard channels.contains(where: { $0 > 4 }) else { return 3 }
    let images = Dictionary(channels.map { ($0, 1) }, uniquingKeysWith: +)
    return images.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 3
  }

  /// Channel `channel` of `to`, of the pixel `place` in interleaved `pixels` of `from` channels.
  @inline(__always)
  static func value(_ pixels: [Float], at place: Int, from: Int, to: Int, channel: Int) -> Float {
    let at = place * from
    if to == 1 && from >= 3 { return pixels.withUnsafeBufferPointer { Luma.brightness($0, at: at, channels: from) } }
    return pixels[at + (from <= 2 && to != from ? 0 : channel)]
  }
}
