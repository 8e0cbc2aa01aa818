import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct ClusteringAgreementTests {
  private static func agreement(_ counts: [[Int]]) -> ClusteringAgreement {
    ClusteringAgreement(
      counts.enumerated().flatMap { cluster, row in
        row.enumerated().filter { $1 > 0 }.map {
          ConfusionMatrix.Cell(cluster: UInt16(cluster), label: UInt16($0), pixels: $1)
        }
      })
  }

  @Test func billionsOfPixelsScoreAsFewDo() {
    // The index of n times as many pixels goes to that of the shares, which these are near to.
    let few = Self.agreement([[300_000, 20_000], [10_000, 170_000]])
    let many = Self.agreement([[3_000_000_000_000, 200_000_000_000], [100_000_000_000, 1_700_000_000_000]])
    expectClose(many.adjustedRandIndex, few.adjustedRandIndex, relative: 1e-5)
    expectClose(many.normalizedMutualInformation, few.normalizedMutualInformation, relative: 1e-12)
    #expect(many.adjustedRandIndex > 0.7)
  }

  @Test func numbersOfClustersDoNotMatter() {
    let one = Self.agreement([[5, 1, 0], [0, 4, 7]])
    let other = Self.agreement([[0, 0, 0], [0, 4, 7], [5, 1, 0]])
    expectClose(one.adjustedRandIndex, other.adjustedRandIndex, relative: 1e-14)
    expectClose(one.normalizedMutualInformation, other.normalizedMutualInformation, relative: 1e-14)
  }

  @Test func independentDivisionsAgreeByChance() {
    let agreement = Self.agreement([[1000, 2000], [3000, 6000]])
    #expect(abs(agreement.adjustedRandIndex) < 1e-3)
    #expect(agreement.normalizedMutualInformation == 0)
  }
}
