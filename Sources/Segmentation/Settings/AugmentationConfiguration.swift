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
  /// Largest magnification of the second view.
  public var maximumScale: Float = 1
  /// Smallest and largest magnification of the image from which both views are cropped.
  public var minimumCropScale: Float = 1
  /// Largest magnification of that image.
  public var maximumCropScale: Float = 1
  /// Strength of colour jitter as in torchvision: factors are drawn from `1 - strength ... 1 + strength`.
  public var brightness: Float = 0.3
  /// Strength of the jitter of contrast.
  public var contrast: Float = 0.3
  /// Strength of the jitter of saturation.
  public var saturation: Float = 0.3
  /// Largest shift of the hue to either side, in turns, 0...0.5.
  public var hue: Float = 0.1
  /// Probability that a view loses its colour, 0...1.
  public var grey: Float = 0
  /// The views of whole images, for networks that group these.
  public var views = ViewConfiguration()

  /// The settings as their defaults have them.
  public init() {}

  func validate() throws {
    func check(_ value: Float, _ range: ClosedRange<Float>, _ key: String) throws {
      guard range.contains(value) else {
        throw SettingError(
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
    try check(views.centred, 0...1, "views.centred")
    try SettingCheck.require(
      (1...64).contains(views.repeats), "augmentation.views.repeats", views.repeats, "from 1 to 64")
    if let crop = views.crops.first(where: { !(1...4096).contains($0) }) {
      throw SettingError(key: "augmentation.views.crops", value: "\(crop)", requirement: "from 1 to 4096 pixels each")
    }
  }

  /// Whether every transform this draws moves pixels onto pixels, so that nothing is interpolated.
  public var isExact: Bool { rotation == 0 && shear == 0 && minimumScale == 1 && maximumScale == 1 }
}
