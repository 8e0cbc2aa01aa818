import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// Makes a trunk of the form of another that has learned nothing but what values its layers have.
///
/// Without the statistics of images, batch norms would leave most channels always on or always off.
enum UntrainedTrunk {
  /// The seed of its weights.
  private static let seed: UInt64 = 0
  /// Pixels along the pieces of images.
  private static let side = 128

  /// - Parameters:
  ///   - trunk: gives the form.
  ///   - images: give the statistics, one piece each; those that cannot be read give none.
  static func state(
    like trunk: TrunkFeatures, images: [URL], input: InputConfiguration, options: DecodingOptions
  ) -> NetworkState {
    let network = trunk.network
    var state = network.initialState(seed: seed)
    guard network.configuration.tracksStatistics else { return state }
    let reader = TileReader(input: input, geometry: trunk.geometry, side: side, options: options)
    for image in images {
      var isFirst = true
      try? reader.forEachTile(
        of: image,
        where: { _ in
          defer { isFirst = false }
          return isFirst
        }
      ) { _, pixels, context in
        let input = trunk.input(pixels, context: context)
        let (_, cache) = network.trunk(input, state: state, mode: .training, context: context)
        network.commitStatistics(cache, to: &state)
      }
    }
    return state
  }
}
