import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct AugmentationConfigurationTests {
  static func still() -> AugmentationConfiguration {
    var configuration = AugmentationConfiguration()
    configuration.horizontalFlip = 0
    return configuration
  }

  static func draws(_ configuration: AugmentationConfiguration, _ count: Int = 400) -> [AffineMap] {
    var random = RandomSource(seed: 9)
    return (0..<count).map { _ in configuration.drawSpatial(&random) }
  }

  @Test func withoutStrengthNothingMoves() {
    #expect(Self.draws(Self.still()).allSatisfy { $0 == .identity })
    var random = RandomSource(seed: 1)
    #expect(Self.still().drawCropScale(&random) == 1)
  }

  @Test func flipsComeAsOftenAsTheirProbability() {
    var configuration = Self.still()
    configuration.horizontalFlip = 0.25
    configuration.verticalFlip = 1
    let draws = Self.draws(configuration)
    #expect(draws.allSatisfy { $0.d == -1 && abs($0.a) == 1 && $0.b == 0 && $0.c == 0 })
    // Four standard deviations of 400 draws: 4 * sqrt(400 * 0.25 * 0.75) = 35.
    #expect(abs(draws.count { $0.a == -1 } - 100) < 35)
    #expect(configuration.isExact)
  }

  @Test func quarterTurnsAndFlipsReachAllEightPlaces() {
    var configuration = Self.still()
    configuration.quarterTurns = true
    configuration.horizontalFlip = 0.5
    let draws = Self.draws(configuration)
    #expect(Set(draws).count == 8)
    #expect(draws.allSatisfy { map in [map.a, map.b, map.c, map.d].allSatisfy { [0, 1, -1].contains($0) } })
  }

  @Test func rotationScaleAndShearStayInTheirRanges() {
    var configuration = Self.still()
    configuration.rotation = 30
    configuration.minimumScale = 0.5
    configuration.maximumScale = 2
    #expect(!configuration.isExact)
    let draws = Self.draws(configuration)
    let scales = draws.map { hypot($0.a, $0.c) }
    let angles = draws.map { atan2($0.c, $0.a) * 180 / .pi }
    #expect(scales.allSatisfy { (0.499...2.001).contains($0) } && angles.allSatisfy { abs($0) < 30.001 })
    // The ends are reached: 400 draws leave out a tenth of a range with a probability below 1e-18.
    #expect(scales.contains { $0 < 0.65 } && scales.contains { $0 > 1.85 })
    #expect(angles.contains { $0 < -24 } && angles.contains { $0 > 24 })
    configuration = Self.still()
    configuration.shear = 20
    for map in Self.draws(configuration, 50) {
      #expect(map.a == 1 && map.c == 0 && map.d == 1 && abs(map.b) <= tan(20.001 * .pi / 180))
    }
  }

  @Test func inversesUndoWhatIsDrawn() {
    var configuration = Self.still()
    configuration.rotation = 180
    configuration.shear = 30
    configuration.minimumScale = 0.5
    configuration.maximumScale = 2
    configuration.quarterTurns = true
    configuration.horizontalFlip = 0.5
    for map in Self.draws(configuration, 50) {
      let identity = map.inverse.after(map)
      expectClose(
        [identity.a, identity.b, identity.c, identity.d].map(Double.init), [1, 0, 0, 1], absolute: 1e-5, relative: 0)
    }
  }

  @Test func cropScalesAreSpreadEvenlyInTheLogarithm() {
    var configuration = Self.still()
    configuration.minimumCropScale = 0.5
    configuration.maximumCropScale = 2
    var random = RandomSource(seed: 3)
    let scales = (0..<400).map { _ in configuration.drawCropScale(&random) }
    #expect(scales.allSatisfy { (0.4999...2.0001).contains($0) })
    // Half of them below 1; four standard deviations are 40.
    #expect(abs(scales.count { $0 < 1 } - 200) < 40)
  }

  @Test func greyComesAsOftenAsItsProbability() {
    var configuration = Self.still()
    configuration.grey = 0.5
    var random = RandomSource(seed: 3)
    let grey = (0..<400).count { _ in configuration.drawColour(&random).operations.last == .saturation(0) }
    #expect(abs(grey - 200) < 40)
  }
}
