/// Which pixels of one label belong to one region.
public enum Connectivity: Int, Hashable, Sendable, CaseIterable {
  /// Pixels that share a side.
  case four = 4
  /// Pixels that share a side or a corner.
  case eight = 8

  /// How many columns beside a run a run of the next row may lie and still touch it.
  var reach: Int { self == .eight ? 1 : 0 }
}
