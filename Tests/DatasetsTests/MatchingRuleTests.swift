import Datasets
import Testing

struct MatchingRuleTests {
  @Test func eachRuleGivesClustersTheirClasses() {
    let counts = [[5, 2], [4, 0], [0, 0]]
    #expect(MatchingRule.manyToOne.classes(of: counts) == [0, 0, nil])
    #expect(MatchingRule.oneToOne.classes(of: counts) == [1, 0, nil])
    #expect(MatchingRule.identity.classes(of: counts) == [0, 1, nil])
    for rule in MatchingRule.allCases { #expect(rule.classes(of: []).isEmpty) }
  }
}
