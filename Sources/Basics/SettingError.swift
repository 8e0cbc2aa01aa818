import Foundation

/// A setting whose value is not allowed, whether it comes from a file, a command or a program.
public struct SettingError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// The setting, such as `network.inputScale`.
  public let key: String
  /// The value that is refused, as text.
  public let value: String
  /// What is allowed, such as "above 0".
  public let requirement: String

  package init(key: String, value: String, requirement: String) {
    self.key = key
    self.value = value
    self.requirement = requirement
  }

  public var description: String { "\(key) is \(value); it must be \(requirement)" }
  public var errorDescription: String? { description }
}
