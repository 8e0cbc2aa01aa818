import NeuralNet
import TestSupport
import Testing

struct ChannelStatisticsTests {
  private static let context = ComputeContext(threads: 2)

  @Test func statisticsAreThoseOfTheWantedPixels() {
    var statistics = ChannelStatistics(channels: 2)
    #expect(statistics.isEmpty)
    let map = Tensor([1, 1, 4, 2], values: [1, 7, 3, 7, 100, 100, 5, 7])
    statistics.add(FeatureMap(map), context: Self.context) { $1 != 2 }
    let (means, deviations) = statistics.meansAndDeviations
    #expect(means == [3, 7])
    // A channel that does not vary is left as it is.
    #expect(abs(deviations[0] - 1.632993) < 1e-5 && deviations[1] == 1)
  }

  @Test func partsAddUpAndPlacesAreSpread() {
    let map = Tensor.normal([1, 40, 30, 3], seed: 4)
    var all = ChannelStatistics(channels: 3)
    all.add(FeatureMap(map), context: Self.context)
    var upper = ChannelStatistics(channels: 3)
    upper.add(FeatureMap(map), context: Self.context) { y, _ in y < 20 }
    var lower = ChannelStatistics(channels: 3)
    lower.add(FeatureMap(map), context: Self.context) { y, _ in y >= 20 }
    upper.add(lower)
    expectClose(
      Tensor([3], values: upper.meansAndDeviations.means), Tensor([3], values: all.meansAndDeviations.means),
      absolute: 1e-6)
    expectClose(
      Tensor([3], values: upper.meansAndDeviations.deviations), Tensor([3], values: all.meansAndDeviations.deviations),
      absolute: 1e-6)
    var looked: [Int] = []
    all.add(FeatureMap(map), most: 12, context: Self.context) { y, x in
      looked.append(y * 30 + x)
      return true
    }
    #expect(looked == (0..<12).map { $0 * 100 })
  }
}
