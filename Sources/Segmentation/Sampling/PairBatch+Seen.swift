import NeuralNet

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
      mask: mask?.atMiddles(height: after.height, width: after.width),
      relevantMask: relevantMask?.atMiddles(height: after.height, width: after.width), validity: validity)
  }
}

extension AffineMap {
  /// The same map of an image that is `factor` times as large.
  fileprivate func scaled(by factor: Float) -> AffineMap {
    AffineMap(a: a, b: b, tx: tx * factor, c: c, d: d, ty: ty * factor)
  }
}
