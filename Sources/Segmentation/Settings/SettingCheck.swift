import Basics

/// Checks one setting.
enum SettingCheck {
  /// - Throws: `SettingError` unless the setting is valid.
  static func require(
    _ isValid: Bool, _ key: String, _ value: some CustomStringConvertible, _ requirement: String
  ) throws {
    guard isValid else {
      throw SettingError(key: key, value: value.description, requirement: requirement)
    }
  }
}
