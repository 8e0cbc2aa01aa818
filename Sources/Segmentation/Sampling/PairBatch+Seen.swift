import NeuralNet

// N pairs, S side of the crops.

extension PairBatch {
  /// The batch as a network sees it; the maps between the views and the mask are brought to the grid of what it sees.
  /// - Precondition: the views are pixels.
  func seen(by view: NetworkInput, context: ComputeContext) -> PairBatch {
    seen(first: view(first, context: context), second: view(second, context: context))
  }

  /// The batch with what a network sees of its views.
  func seen(first: Tensor, second: Tensor) -> PairBatch {
    let (before, after) = (self.first.shape, first.shape)
    guard after.height != before.height else {
      return PairBatch(
        first: first, second: second, maps: maps, mask: mask, relevantMask: relevantMask, validity: validity)
    }
    let factor = Float(after.width) / Float(before.width)
    return PairBatch(
      first: first, second: second, maps: maps.map { $0.scaled(by: factor) },
      mask: mask.map { Self.mask($0, side: after.height) },
      relevantMask: relevantMask.map { Self.mask($0, side: after.height) }, validity: validity)
  }

  /// The mask at another size: a place counts where the pixel at its middle does.
  /// - Shapes: mask [N, S, S], result [N, side, side].
  private static func mask(_ mask: Tensor, side: Int) -> Tensor {
    let (N, S) = (mask.shape[0], mask.shape[1])
    var result = Tensor([N, side, side])
    mask.withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        for n in 0..<N {
          for y in 0..<side {
            for x in 0..<side {
              let (row, column) = ((2 * y + 1) * S / (2 * side), (2 * x + 1) * S / (2 * side))
              target[(n * side + y) * side + x] = source[(n * S + row) * S + column]
            }
          }
        }
      }
    }
    return result
  }
}

extension AffineMap {
  /// The same map of an image that is `factor` times as large.
  fileprivate func scaled(by factor: Float) -> AffineMap {
    AffineMap(a: a, b: b, tx: tx * factor, c: c, d: d, ty: ty * factor)
  }
}
