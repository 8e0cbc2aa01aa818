import NeuralNet
import ProtocolMessages
import Segmentation

extension GraphBuilder {
  /// The features of fixed filters, in the order of ``FilterFeatures``.
  func filtered(_ pixels: GraphMap, _ features: FilterFeatures) -> GraphMap {
    let C = pixels.channels
    let scales = features.scales.map { scale in
      let maps = filters(pixels, scale: scale)
      // Filters stand behind one another for each channel, and not channels for each filter.
      let places = (0..<C).flatMap { channel in maps.indices.map { $0 * C + channel } }
      let all = joined(maps)
      return all.with(add("Gather", [all.value, list(places)], [.int("axis", 1)]))
    }
    return joined([pixels] + scales)
  }

  /// The features of all channels at a scale, by filter.
  private func filters(_ pixels: GraphMap, scale: Float) -> [GraphMap] {
    let half = FilterFeatures.gaussian(scale)
    let kernel = half.dropFirst().reversed() + half
    func smoothed(_ map: GraphMap) -> GraphMap { along(along(map, kernel, isDown: true), kernel, isDown: false) }
    func difference(_ map: GraphMap, isDown: Bool) -> GraphMap { along(map, [-0.5, 0, 0.5], isDown: isDown) }
    func product(_ first: GraphMap, _ second: GraphMap) -> GraphMap { apply("Mul", first, [second.value]) }
    let mean = smoothed(pixels)
    let (dx, dy) = (difference(mean, isDown: false), difference(mean, isDown: true))
    let (dxx, dxy, dyy) = (
      difference(dx, isDown: false), difference(dx, isDown: true), difference(dy, isDown: true)
    )
    let structure = eigenvalues(
      smoothed(product(dx, dx)), smoothed(product(dx, dy)), smoothed(product(dy, dy)))
    let hessian = eigenvalues(dxx, dxy, dyy)
    return [
      mean, apply("Sqrt", sum([product(dx, dx), product(dy, dy)])), sum([dxx, dyy]),
      apply("Sqrt", apply("Relu", structure.greater)), apply("Sqrt", apply("Relu", structure.smaller)),
      hessian.greater, hessian.smaller,
    ]
  }

  /// Every channel convolved with a kernel along one axis, beyond whose ends the outermost values are repeated.
  private func along(_ map: GraphMap, _ kernel: some Collection<Float>, isDown: Bool) -> GraphMap {
    let reach = kernel.count / 2
    let weights = (0..<map.channels).flatMap { _ in kernel }
    return convolved(
      edged(map, rows: isDown ? reach : 0, columns: isDown ? 0 : reach),
      GraphConvolution(
        weights: weights, kernel: isDown ? (kernel.count, 1) : (1, kernel.count), isDepthwise: true, name: "filter"))
  }

  /// The eigenvalues of symmetric 2x2 matrices.
  private func eigenvalues(
    _ xx: GraphMap, _ xy: GraphMap, _ yy: GraphMap
  ) -> (greater: GraphMap, smaller: GraphMap) {
    let middle = apply("Mul", sum([xx, yy]), [number(0.5)])
    let difference = apply("Mul", apply("Sub", xx, [yy.value]), [number(0.5)])
    let squares = sum([apply("Mul", difference, [difference.value]), apply("Mul", xy, [xy.value])])
    let half = apply("Sqrt", squares)
    return (sum([middle, half]), apply("Sub", middle, [half.value]))
  }
}
