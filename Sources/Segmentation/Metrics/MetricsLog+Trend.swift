extension MetricsLog {
  /// Whether training has come to where more steps lower the loss little.
  ///
  /// So it is when the loss of each series fell, over the last third of its steps, by less than a twentieth of what it fell
  /// since the first tenth. Fewer than 60 records of a series tell nothing.
  public var hasLevelledOff: Bool {
    let losses = Dictionary(grouping: records, by: \.series).values.map { $0.map(\.loss) }
    return !losses.isEmpty && losses.allSatisfy(Self.isLevel)
  }

  /// Records of a series from which on they can tell that a loss has levelled off.
  static let stepsForTrend = 60

  private static func isLevel(_ losses: [Double]) -> Bool {
    guard losses.count >= stepsForTrend else { return false }
    func mean(_ part: ArraySlice<Double>) -> Double { part.reduce(0, +) / Double(part.count) }
    let third = losses.count / 3
    let last = mean(losses.suffix(third))
    let fall = mean(losses.dropLast(third).suffix(third)) - last
    let whole = mean(losses.prefix(losses.count / 10)) - last
    return whole > 0 && fall < 0.05 * whole
  }
}
