import Basics

/// Runs a convolutional network image by image.
enum BackboneRun {
  /// The pixels of images that are computed together. Larger images are computed one by one, so that their maps take
  /// little memory.
  private static let pixelsTogether = 1 << 17

  /// The wanted maps of all images.
  /// - Parameters:
  ///   - wanted: places in `stages`, ascending.
  ///   - forward: computes some images, [N, H, W, C], and hands over the map of each stage.
  static func maps(
    _ input: Tensor, stages: [BackboneStage], wanted: [Int], context: ComputeContext,
    _ forward: (_ images: Tensor, _ take: (_ stage: Int, _ map: Tensor) -> Void) -> Void
  ) -> [Tensor] {
    let shape = input.shape
    for stage in wanted {
      let alignment = stages[stage].geometry.alignment
      precondition(
        shape.height % alignment == 0 && shape.width % alignment == 0 && shape.pixels > 0,
        "input \(shape) is no multiple of \(alignment)")
    }
    let together = max(1, pixelsTogether / (shape.height * shape.width))
    if together >= shape.batch {
      var maps: [Int: Tensor] = [:]
      forward(input) { if wanted.contains($0) { maps[$0] = $1 } }
      return wanted.compactMap { maps[$0] }
    }
    var results = wanted.map { stage in
      let geometry = stages[stage].geometry
      return context.uninitialized(
        Shape(
          batch: shape.batch, height: shape.height / geometry.reduction, width: shape.width / geometry.reduction,
          channels: stages[stage].channels))
    }
    for first in stride(from: 0, to: shape.batch, by: together) {
      let images = first..<min(shape.batch, first + together)
      forward(part(of: input, images, context: context)) { stage, map in
        guard let index = wanted.firstIndex(of: stage) else { return }
        let start = first * (map.count / images.count)
        map.withUnsafeBuffer { map in
          results[index].withUnsafeMutableBuffer { _ = $0[start..<start + map.count].update(fromContentsOf: map) }
        }
      }
    }
    return results
  }

  private static func part(of input: Tensor, _ images: Range<Int>, context: ComputeContext) -> Tensor {
    let each = input.count / input.shape.batch
    return context.filled(input.shape.with(batch: images.count)) { target in
      input.withUnsafeBuffer { source in
        for index in 0..<images.count * each { target[index] = source[images.lowerBound * each + index] }
      }
    }
  }
}
