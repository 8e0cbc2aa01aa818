import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// The loss of maps that `tools/make_fixtures/iic_loss.py` gave to the formulas in PyTorch.
@Suite struct MutualInformationLossGoldenTests {
  static let context = ComputeContext(threads: 2)

  struct Golden: Decodable {
    var scenes: [Scene]
    struct Scene: Decodable {
      var first, second, mask: GoldenTensor
      var maps: [[Float]]
      var cases: [Case]
    }
    struct Case: Decodable {
      var radius: Int
      var lambda, loss, lossWithoutLambda: Double
      var form: MutualInformationLoss.Form
      var firstGradient, secondGradient: GoldenTensor
    }
  }

  @Test(arguments: JointDistribution.Method.allCases)
  func lossAndGradientsAreThoseOfTheFormulas(_ method: JointDistribution.Method) throws {
    let scenes = try Fixtures.json("golden/iic_loss.json", as: Golden.self).scenes
    #expect(scenes.flatMap(\.cases).count == 12)
    for scene in scenes {
      let maps = scene.maps.map { AffineMap(a: $0[0], b: $0[1], tx: $0[2], c: $0[3], d: $0[4], ty: $0[5]) }
      let returned = AffineResampling.forward(scene.second.tensor, maps: maps, context: Self.context)
      for golden in scene.cases {
        let label = "radius \(golden.radius), \(golden.form)"
        let loss = MutualInformationLoss(
          radius: golden.radius, entropyWeight: golden.lambda, form: golden.form, method: method)
        let result = loss(
          first: scene.first.tensor, second: returned, mask: scene.mask.tensor, context: Self.context)
        // A loss is a difference of entropies of up to about 1, which a Float holds to 1e-7.
        expectClose(result.loss, golden.loss, absolute: 1e-7, relative: 1e-6, label)
        expectClose(result.lossWithoutWeight, golden.lossWithoutLambda, absolute: 1e-7, relative: 1e-6, label)
        let expected = (first: golden.firstGradient.tensor, second: golden.secondGradient.tensor)
        expectClose(
          result.firstGradient, expected.first, absolute: 2e-6 * expected.first.largest, relative: 1e-5, label)
        expectClose(
          AffineResampling.adjoint(result.secondGradient, maps: maps, context: Self.context), expected.second,
          absolute: 2e-6 * expected.second.largest, relative: 1e-5, label)
      }
    }
  }
}
