import Basics
import Foundation
import NeuralNet

extension AugmentationConfiguration {
  /// Draws where a pixel of the first view lies in the second, in pixels from the centre.
  package func drawSpatial(_ random: inout RandomSource) -> AffineMap {
    var map = AffineMap.identity
    let radians = Float.pi / 180
    if !isExact {
      let angle = random.uniform(in: -rotation...rotation) * radians
      let slant = tan(random.uniform(in: -shear...shear) * radians)
      let scale = random.uniform(in: minimumScale...maximumScale)
      let turn = AffineMap(a: cos(angle), b: -sin(angle), tx: 0, c: sin(angle), d: cos(angle), ty: 0)
      map = turn.after(AffineMap(a: scale, b: scale * slant, tx: 0, c: 0, d: scale, ty: 0))
    }
    if quarterTurns {
      for _ in 0..<Int(random.next() % 4) { map = AffineMap(a: 0, b: -1, tx: 0, c: 1, d: 0, ty: 0).after(map) }
    }
    if random.uniform() < horizontalFlip { map = AffineMap(a: -1, b: 0, tx: 0, c: 0, d: 1, ty: 0).after(map) }
    if random.uniform() < verticalFlip { map = AffineMap(a: 1, b: 0, tx: 0, c: 0, d: -1, ty: 0).after(map) }
    return map
  }

  /// Draws the magnification of the image from which a crop is taken.
  package func drawCropScale(_ random: inout RandomSource) -> Float {
    minimumCropScale == maximumCropScale
      ? minimumCropScale : minimumCropScale * pow(maximumCropScale / minimumCropScale, random.uniform())
  }

  /// Draws a change of colour.
  package func drawColour(_ random: inout RandomSource) -> ColourTransform {
    func factor(_ strength: Float) -> Float { random.uniform(in: max(0, 1 - strength)...(1 + strength)) }
    var operations: [ColourTransform.Operation] = [
      .brightness(factor(brightness)), .contrast(factor(contrast)), .saturation(factor(saturation)),
      .hue(random.uniform(in: -hue...hue)),
    ]
    operations.shuffle(using: &random)
    if random.uniform() < grey { operations.append(.saturation(0)) }
    return ColourTransform(operations: operations)
  }
}
