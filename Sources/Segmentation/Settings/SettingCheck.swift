import Basics

/// Checks one setting.
enum SettingCheck {
  /// - Throws: ``ConfigurationError/invalidValue(key:value:requirement:)`` unless the setting is valid.
  static func require(
    _ isValid: Bool, _ key: String, _ value: some CustomStringConvertible, _ requirement: String
  ) throws {
    guard isValid else {
      throw ConfigurationError.invalidValue(key: key, value: value.description, requirement: requirement)
    }
  }
}
