extension ClassTable {
  private static let builtIn: [String: @Sendable () throws -> ClassTable] = ["potsdam": potsdam]

  /// The names that ``named(_:)`` knows.
  public static let builtInNames = builtIn.keys.sorted()

  /// The table of a data set.
  /// - Throws: ``ClassTableError/unknownName(_:known:)``.
  public static func named(_ name: String) throws -> ClassTable {
    guard let table = builtIn[name] else { throw ClassTableError.unknownName(name, known: builtInNames) }
    return try table()
  }
}
