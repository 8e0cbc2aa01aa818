import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct AffineResamplingTests {
  static let context = ComputeContext(threads: 2)

  static func rotation(degrees: Float, scale: Float = 1, tx: Float = 0, ty: Float = 0) -> AffineMap {
    let angle = degrees * .pi / 180
    return AffineMap(
      a: scale * cos(angle), b: -scale * sin(angle), tx: tx, c: scale * sin(angle), d: scale * cos(angle), ty: ty)
  }

  static let maps: [AffineMap] = [
    rotation(degrees: 25, scale: 1.3), rotation(degrees: -70, scale: 0.8, tx: 0.4, ty: -1.2),
    AffineMap(a: 1.02, b: 0.41, tx: 0.2, c: -0.1, d: 0.93, ty: 0.1), rotation(degrees: 90),
  ]

  /// `grid_sample(padding_mode="zeros", align_corners=False)` takes the same places and the same zeros outside: a
  /// neighbour outside the image counts as zero, so that the border fades out over one pixel. One difference: places
  /// within a thousandth of a pixel of a pixel's centre are taken for it, which the golden maps keep clear of.
  @Test(arguments: 0..<6) func agreesWithPyTorch(_ index: Int) throws {
    let golden = try GoldenLayers.load().affine[index]
    let (map, input) = (golden.affine, golden.input.tensor)
    // Places are rounded to a few 1e-7 of the width of 9, the values there change by up to about 5 a pixel.
    expectClose(
      AffineResampling.forward(input, maps: [map], context: Self.context), golden.output.tensor, absolute: 1e-5)
    expectClose(
      AffineResampling.adjoint(golden.outputGradient.tensor, maps: [map], context: Self.context),
      golden.inputGradient.tensor, absolute: 1e-5)
    let validity = AffineResampling.validity(
      maps: [map], height: input.shape.height, width: input.shape.width, context: Self.context)
    #expect(validity.values == golden.validity.tensor.values)
    #expect(validity.values.contains(1))
  }

  @Test(arguments: [[2, 7, 5, 3], [1, 3, 2, 2], [2, 4, 9, 1]] as [Shape])
  func adjointIsTheTransposeOfForward(_ shape: Shape) {
    for start in 0..<3 {
      let maps = (0..<shape.batch).map { Self.maps[start + $0] }
      let x = Tensor.normal(shape, seed: 1)
      let y = Tensor.normal(shape, seed: 2)
      let forward = AffineResampling.forward(x, maps: maps, context: Self.context)
      let adjoint = AffineResampling.adjoint(y, maps: maps, context: Self.context)
      let scale = (x.dot(x) * y.dot(y)).squareRoot()
      expectClose(x.dot(adjoint), forward.dot(y), absolute: 1e-6 * scale, relative: 0)
      #expect(forward.values.contains { $0 != 0 })
    }
  }

  @Test func flipsAndQuarterTurnsAreExact() {
    let input = Tensor.normal([1, 5, 5, 2], seed: 3)
    let turn = AffineMap(a: 0, b: -1, tx: 0, c: 1, d: 0, ty: 0)
    let flip = AffineMap(a: -1, b: 0, tx: 0, c: 0, d: 1, ty: 0)
    func moved(_ map: AffineMap) -> [Float] {
      AffineResampling.forward(input, maps: [map], context: Self.context).values
    }
    var turned = Tensor([1, 5, 5, 2])
    var flipped = Tensor([1, 5, 5, 2])
    for y in 0..<5 {
      for x in 0..<5 {
        for c in 0..<2 {
          // Pixel (x, y) takes (-y, x) from the centre.
          turned[0, y, x, c] = input[0, x, 4 - y, c]
          flipped[0, y, x, c] = input[0, y, 4 - x, c]
        }
      }
    }
    #expect(moved(turn) == turned.values)
    #expect(moved(flip) == flipped.values)
    #expect(moved(.identity) == input.values)
    // A turn by trigonometry is a hair off; it is taken for the exact one.
    #expect(moved(Self.rotation(degrees: 90)) == turned.values)
    let validity = AffineResampling.validity(
      maps: [turn, flip, Self.rotation(degrees: 180)], height: 5, width: 5, context: Self.context)
    #expect(validity.values.allSatisfy { $0 == 1 })
  }

  @Test func theInverseAndTheCompositionOfMaps() {
    for map in Self.maps {
      for identity in [map.after(map.inverse), map.inverse.after(map)] {
        let found = [identity.a, identity.b, identity.tx, identity.c, identity.d, identity.ty].map(Double.init)
        expectClose(found, [1, 0, 0, 0, 1, 0], absolute: 1e-6)
      }
    }
    // First the shift, then the turn.
    let shifted = Self.rotation(degrees: 90).after(AffineMap(a: 1, b: 0, tx: 3, c: 0, d: 1, ty: 0))
    expectClose([Double(shifted.tx), Double(shifted.ty)], [0, 3], absolute: 1e-6)
  }

  @Test func returningAMovedImageGivesTheImageWhereItWasSeen() {
    // A smooth image, so that two interpolations change little.
    let size = 32
    let smooth = (0..<size * size).map { sin(0.2 * Float($0 % size)) * cos(0.15 * Float($0 / size)) }
    let image = Tensor([1, size, size, 1], values: smooth)
    let map = Self.rotation(degrees: 20, scale: 1.1)
    let moved = AffineResampling.forward(image, maps: [map.inverse], context: Self.context)
    let returned = AffineResampling.forward(moved, maps: [map], context: Self.context).values
    let mask = AffineResampling.validity(maps: [map], height: size, width: size, context: Self.context).values
    // The border of the moved image lies a pixel within the valid region.
    let inner = AffineResampling.forward(
      Tensor([1, size, size, 1], values: mask), maps: [.identity], context: Self.context)
    let seen = (0..<size * size).filter { p in
      let (x, y) = (p % size, p / size)
      return (1..<size - 1).contains(x) && (1..<size - 1).contains(y)
        && [p, p - 1, p + 1, p - size, p + size].allSatisfy { inner.values[$0] == 1 }
    }
    #expect(seen.count > size * size / 3)
    // The second derivatives are at most 0.04 + 0.0225; each interpolation adds up to an eighth of them.
    expectClose(seen.map { Double(returned[$0]) }, seen.map { Double(smooth[$0]) }, absolute: 0.016, relative: 0)
  }
}
