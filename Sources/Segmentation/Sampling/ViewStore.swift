import Basics
import Foundation
import NeuralNet

// N pairs, S side of the crops.

/// Keeps on disk what a pretrained network sees of the views of the first steps. Later steps see these again in turn, and
/// need not run the network.
struct ViewStore: Sendable {
  /// The steps whose views are kept.
  let count: Int
  private let folder: URL
  private let features: BackboneFeatures
  /// Pairs of a whole batch.
  private let pairs: Int

  /// Bytes on disk, unless the fewest batches take more.
  private static let budget = 2 << 30
  private static let counts = 16...256

  /// - Parameters:
  ///   - folder: gets a file for each batch. Views that are drawn in another way need another.
  ///   - side: of the crops, in pixels.
  init(_ features: BackboneFeatures, pairs: Int, side: Int, folder: URL) {
    self.features = features
    self.folder = folder
    self.pairs = pairs
    let bytes = 2 * pairs * MemoryLayout<Float>.size * features.valuesOfParts(side: side)
    count = min(max(Self.budget / max(1, bytes), Self.counts.lowerBound), Self.counts.upperBound)
  }

  /// What the network sees of some of the pairs of the batch of a step.
  /// - Parameter pixels: gives the pixels of these pairs.
  /// - Throws: what `pixels` throws, `FileAccessError`, `SafetensorsError`.
  func batch(
    step: Int, part: Range<Int>, context: ComputeContext, pixels: (_ step: Int) throws -> PairBatch
  ) throws -> PairBatch {
    let step = step % count
    let name = part == 0..<pairs ? "\(step)" : "\(step).\(part.lowerBound)-\(part.upperBound)"
    let file = folder.appending(path: "\(name).safetensors")
    let pixels = try pixels(step)
    let (first, second) = try parts(of: pixels, at: file, context: context)
    return pixels.seen(
      first: features.joined(first, context: context), second: features.joined(second, context: context))
  }

  /// The parts of both views, from the file if there is one.
  private func parts(
    of pixels: PairBatch, at file: URL, context: ComputeContext
  ) throws -> (first: [Tensor], second: [Tensor]) {
    if FileIdentity.kind(file) == .file {
      let tensors = try SafetensorsFile(contentsOf: file.path).tensors
      func parts(_ name: String) -> [Tensor] { (0..<tensors.count / 2).compactMap { tensors["\(name).\($0)"] } }
      return (parts("first"), parts("second"))
    }
    let first = features.parts(pixels.first, context: context)
    let second = features.parts(pixels.second, context: context)
    var tensors: [String: Tensor] = [:]
    for (index, part) in first.enumerated() { tensors["first.\(index)"] = part }
    for (index, part) in second.enumerated() { tensors["second.\(index)"] = part }
    try FileAccessError.createFolder(folder)
    try SafetensorsFile(tensors: tensors).write(to: file.path)
    return (first, second)
  }
}
