import Datasets
import TestSupport
import Testing

struct CohensKappaTests {
  @Test func isThatOfAPublishedTable() throws {
    // Cohen 1960, table 2: p_o is 0.7, p_e is 0.41, and kappa is given as 0.492.
    let counts = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    let kappa = CohensKappa.value(
      right: 140, labelled: counts.map { $0.reduce(0, +) },
      predicted: (0..<3).map { column in counts.reduce(0) { $0 + $1[column] } })
    expectClose(try #require(kappa), (0.7 - 0.41) / (1 - 0.41), absolute: 1e-12)
  }

  @Test func doesNotExistWithoutPixelsOrWithOneClass() {
    #expect(CohensKappa.value(right: 0, labelled: [], predicted: []) == nil)
    #expect(CohensKappa.value(right: 0, labelled: [0, 0], predicted: [0, 0]) == nil)
    #expect(CohensKappa.value(right: 7, labelled: [0, 7], predicted: [0, 7]) == nil)
  }

  @Test func isZeroWhereAClassIsNeverPredicted() {
    // Everything is called one class, so that agreement is what chance gives.
    #expect(CohensKappa.value(right: 3, labelled: [3, 5], predicted: [8, 0]) == 0)
    #expect(CohensKappa.value(right: 0, labelled: [4, 0], predicted: [0, 4]) == 0)
  }

  @Test func countsBeyondTheSquareRootOfIntAreExact() throws {
    let half = 1 << 60
    expectClose(
      try #require(CohensKappa.value(right: half, labelled: [half, half], predicted: [half, half])), 0, absolute: 1e-12)
  }

  @Test func pixelsWithoutAClassCountAsWrong() {
    let scores = Scores(
      ConfusionMatrix(masks: [0, 1, 255, 255], classes: [0, 1, 0, 1]), classes: NamedClass.named("a", "b"),
      rule: .identity, images: 1)
    // p_o = 0.5, p_e = 0.5 * 0.25 + 0.5 * 0.25.
    expectClose(scores.kappa ?? .nan, (0.5 - 0.25) / (1 - 0.25), absolute: 1e-12)
  }
}
