import Datasets
import Testing

struct PartHeaderTests {
  private static func part(
    _ share: Int, of shares: Int = 3, kind: PartHeader.Kind = .scores, files: Int = 9, list: String = "a"
  ) -> (path: String, header: PartHeader) {
    ("part-\(share).json", PartHeader(kind: kind, share: share, shares: shares, files: files, list: list))
  }

  private static func error(_ parts: [(path: String, header: PartHeader)]) -> String? {
    do {
      _ = try PartHeader.order(parts)
      return nil
    } catch { return "\(error)" }
  }

  @Test func sharesAreOrderedByTheirNumbers() throws {
    #expect(try PartHeader.order([Self.part(3), Self.part(1), Self.part(2)]) == [1, 2, 0])
    #expect(try PartHeader.order([Self.part(1, of: 1)]) == [0])
  }

  @Test func whatDoesNotBelongTogetherIsNamed() throws {
    let all = (1...3).map { Self.part($0) }
    let missing = try #require(Self.error([all[2]]))
    #expect(missing.contains("part-3.json") && missing.contains("2 are missing: 1, 2"))
    let twice = try #require(Self.error(all + [("copy.json", all[1].header)]))
    #expect(twice.contains("copy.json: is share 2, and so is part-2.json"))
    let kind = try #require(Self.error([all[0], Self.part(2, kind: .summary)]))
    #expect(kind.contains("holds summary, and part-1.json holds scores"))
    let count = try #require(Self.error([all[0], Self.part(2, of: 4)]))
    #expect(count.contains("one of 4 shares, and part-1.json is one of 3"))
    let files = try #require(Self.error([all[0], Self.part(2, files: 10, list: "b")]))
    #expect(files.contains("share of 10 files, and part-1.json is one of 9") && files.contains("appeared"))
    let renamed = try #require(Self.error([all[0], Self.part(2, list: "b")]))
    #expect(renamed.contains("renamed or changed"))
  }

  @Test func numbersOfOtherProgramsAreNoShares() {
    for (share, count) in [(0, 3), (4, 3), (1, 0), (1, -5), (-1, 3), (Int.max, Int.max - 1)] {
      #expect(Self.error([Self.part(share, of: count)]) != nil)
    }
    // Very many missing shares are not listed.
    let missing = Self.error([Self.part(1, of: Int.max)]) ?? ""
    #expect(missing.contains("2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...") && missing.utf8.count < 300)
  }
}
