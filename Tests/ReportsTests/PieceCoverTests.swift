import Reports
import Testing

struct PieceCoverTests {
  @Test func everyClusterIsSeen() {
    // Cluster 2 is in the last piece alone.
    let common = [[0.5, 0.5, 0], [0.9, 0.1, 0], [0.4, 0.6, 0], [0.6, 0.4, 0], [0.8, 0.2, 0], [0.99, 0, 0.01]]
    for least in 1...6 {
      let chosen = PieceCover.choose(common, least: least, most: 6)
      #expect(chosen.contains(5) && chosen.count >= least && chosen == chosen.sorted())
      #expect(chosen.contains { common[$0][1] >= 0.04 })
    }
  }

  @Test func noMorePiecesAreTakenThanAllowedOrThere() {
    let shares = (0..<20).map { piece in (0..<20).map { $0 == piece ? 1.0 : 0 } }
    #expect(PieceCover.choose(shares, least: 6, most: 12).count == 12)
    #expect(PieceCover.choose(Array(shares.prefix(3)), least: 6, most: 12) == [0, 1, 2])
    #expect(PieceCover.choose([], least: 6, most: 12).isEmpty)
  }

  @Test func clustersThatNoPieceShowsDoNotAskForMore() {
    let shares = (0..<20).map { _ in [0.5, 0.5, 0.0] }
    #expect(PieceCover.choose(shares, least: 6, most: 12).count == 6)
  }
}
