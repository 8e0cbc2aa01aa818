import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// How the second view of an image differs from the first.
public struct AugmentationConfiguration: Codable, Hashable, Sendable {
  /// Probability of a left-right flip, 0...1.
  public var horizontalFlip: Float = 0.5
  /// Probability of a top-bottom flip, 0...1.
  public var verticalFlip: Float = 0
  /// Whether quarter turns are drawn: for images without an up, as from the air.
  public var quarterTurns = false
  /// Largest rotation to either side, in degrees.
  public var rotation: Float = 0
  /// Largest shear to either side, in degrees.
  public var shear: Float = 0
  /// Smallest and largest magnification.
  public var minimumScale: Float = 1
  public var maximumScale: Float = 1
  /// Smallest and largest magnification of the image from which both views are cropped.
  public var minimumCropScale: Float = 1
  public var maximumCropScale: Float = 1
  /// Strength of colour jitter as in torchvision: factors are drawn from `1 - strength ... 1 + strength`.
  public var brightness: Float = 0.3
  public var contrast: Float = 0.3
  public var saturation: Float = 0.3
  /// Largest shift of the hue to either side, in turns, 0...0.5.
  public var hue: Float = 0.1
  /// Probability that a view loses its colour, 0...1.
  public var grey: Float = 0

  public init() {}

  func validate() throws {
    func check(_ value: Float, _ range: ClosedRange<Float>, _ key: String) throws {
      guard range.contains(value) else {
        throw ConfigurationError.invalidValue(
          key: "augmentation.\(key)", value: "\(value)",
          requirement: "from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try check(horizontalFlip, 0...1, "horizontalFlip")
    try check(verticalFlip, 0...1, "verticalFlip")
    try check(rotation, 0...180, "rotation")
    try check(shear, 0...60, "shear")
    try check(minimumScale, 0.1...10, "minimumScale")
    try check(maximumScale, minimumScale...10, "maximumScale")
    try check(minimumCropScale, 0.1...10, "minimumCropScale")
    try check(maximumCropScale, minimumCropScale...10, "maximumCropScale")
    try check(brightness, 0...1, "brightness")
    try check(contrast, 0...1, "contrast")
    try check(saturation, 0...1, "saturation")
    try check(hue, 0...0.5, "hue")
    try check(grey, 0...1, "grey")
  }

  /// Whether every transform this draws moves pixels onto pixels, so that nothing is interpolated.
  public var isExact: Bool { rotation == 0 && shear == 0 && minimumScale == 1 && maximumScale == 1 }

  /// Draws where a pixel of the first view lies in the second, in pixels from the centre.
  public func drawSpatial(_ random: inout RandomSource) -> AffineMap {
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
  public func drawCropScale(_ random: inout RandomSource) -> Float {
    minimumCropScale == maximumCropScale
      ? minimumCropScale : minimumCropScale * pow(maximumCropScale / minimumCropScale, random.uniform())
  }

  /// Draws a change of colour.
  public func drawColour(_ random: inout RandomSource) -> ColourTransform {
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
