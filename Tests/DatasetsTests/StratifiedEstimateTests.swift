import Datasets
import Foundation
import TestSupport
import Testing

struct StratifiedEstimateTests {
  /// What `tools/make_fixtures/area_estimates.py` writes. An estimate is a value and its standard error.
  private struct Golden: Decodable {
    var counts: [[Int]]
    var areas: [Double]
    var matrix: [[Double]]
    var overall: [Double]
    var users, producers, shares: [[Double]]
  }

  private static func pair(_ estimate: Estimate?) throws -> [Double] {
    let estimate = try #require(estimate)
    return [estimate.value, try #require(estimate.standardError)]
  }

  @Test func areThoseOfTheFormulasInPython() throws {
    let cases = try Fixtures.json("golden/area_estimates.json", as: [Golden].self)
    #expect(cases.count == 6)
    for golden in cases {
      let estimate = try #require(StratifiedEstimate(counts: golden.counts, areas: golden.areas))
      func close(_ actual: [Double], _ wanted: [Double], _ name: String) {
        expectClose(actual, wanted, absolute: 1e-12, relative: 1e-10, "\(name) of \(golden.areas.count) classes")
      }
      close(estimate.matrix.flatMap { $0 }, golden.matrix.flatMap { $0 }, "matrix")
      close(try Self.pair(estimate.overallAccuracy), golden.overall, "overall accuracy")
      close(try estimate.usersAccuracy.flatMap(Self.pair), golden.users.flatMap { $0 }, "user's accuracy")
      close(try estimate.producersAccuracy.flatMap(Self.pair), golden.producers.flatMap { $0 }, "producer's accuracy")
      close(try estimate.shares.flatMap(Self.pair), golden.shares.flatMap { $0 }, "shares")
    }
  }

  /// The example of Olofsson et al. 2014 (tables 8 and 9): 10,000,000 pixels of 30 m.
  @Test func areThoseOfThePublication() throws {
    let estimate = try #require(
      StratifiedEstimate(
        counts: [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]],
        areas: [200_000, 150_000, 3_200_000, 6_450_000]))
    #expect((estimate.shares[0].value * 1e7).rounded() == 235_086)
    #expect(((estimate.shares[0].halfWidth ?? 0) * 1e7).rounded() == 68_418)
    expectClose(estimate.overallAccuracy.value, 0.947, absolute: 5e-4, relative: 0)
    expectClose(estimate.overallAccuracy.halfWidth ?? 0, 0.018, absolute: 5e-4, relative: 0)
    expectClose(estimate.usersAccuracy.map { $0?.value ?? 0 }, [0.88, 0.73, 0.93, 0.96], absolute: 5e-3, relative: 0)
    expectClose(
      estimate.producersAccuracy.map { $0?.value ?? 0 }, [0.75, 0.85, 0.93, 0.96], absolute: 5e-3, relative: 0)
    #expect(estimate.unsampled.isEmpty && estimate.single.isEmpty)
  }

  @Test func aStratumWithoutPointsIsLeftOut() throws {
    let all = try #require(StratifiedEstimate(counts: [[5, 1, 0], [2, 6, 0], [0, 0, 0]], areas: [30, 70, 900]))
    let two = try #require(StratifiedEstimate(counts: [[5, 1], [2, 6]], areas: [30, 70]))
    #expect(all.unsampled == [2] && all.mappedShares == [0.3, 0.7, 0])
    #expect(all.overallAccuracy == two.overallAccuracy && Array(all.shares.prefix(2)) == two.shares)
    #expect(all.usersAccuracy[2] == nil && all.producersAccuracy[2] == nil && all.shares[2].value == 0)
    // A class without area is no stratum, whatever points it has.
    let empty = try #require(StratifiedEstimate(counts: [[5, 1, 0], [2, 6, 0], [0, 0, 0]], areas: [30, 70, 0]))
    #expect(empty.unsampled.isEmpty && empty.overallAccuracy == two.overallAccuracy)
  }

  @Test func onePointHasNoVariance() throws {
    let estimate = try #require(StratifiedEstimate(counts: [[1, 0], [2, 6]], areas: [30, 70]))
    #expect(estimate.single == [0])
    #expect(estimate.overallAccuracy.standardError == nil && estimate.overallAccuracy.halfWidth == nil)
    #expect(estimate.usersAccuracy[0] == Estimate(value: 1, standardError: nil))
    #expect(estimate.usersAccuracy[1]?.standardError != nil)
    #expect(estimate.shares.allSatisfy { $0.standardError == nil })
    expectClose(estimate.shares[0].value, 0.3 + 0.7 * 0.25, absolute: 1e-12)
  }

  @Test func classesThatOnlyOneSideHasAreKept() throws {
    // The reference never has class 1, and class 2 is not on the map.
    let estimate = try #require(StratifiedEstimate(counts: [[3, 0, 1], [4, 0, 0], [0, 0, 0]], areas: [50, 50, 0]))
    #expect(estimate.usersAccuracy[1]?.value == 0 && estimate.producersAccuracy[1] == nil)
    #expect(estimate.usersAccuracy[2] == nil && estimate.producersAccuracy[2]?.value == 0)
    expectClose(estimate.shares[2].value, 0.125, absolute: 1e-12)
    #expect((estimate.shares[2].standardError ?? 0) > 0)
  }

  @Test func withoutPointsThereIsNone() {
    #expect(StratifiedEstimate(counts: [[0, 0], [0, 0]], areas: [1, 2]) == nil)
    #expect(StratifiedEstimate(counts: [], areas: []) == nil)
    #expect(StratifiedEstimate(counts: [[3]], areas: [0]) == nil)
  }

  @Test func oneClassIsRightEverywhere() throws {
    let estimate = try #require(StratifiedEstimate(counts: [[4]], areas: [12]))
    #expect(estimate.overallAccuracy == Estimate(value: 1, standardError: 0))
    #expect(estimate.shares == [Estimate(value: 1, standardError: 0)])
  }
}
