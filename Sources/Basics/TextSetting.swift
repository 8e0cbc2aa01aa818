extension Decoder {
  /// A value that settings files write as one text.
  /// - Parameters:
  ///   - read: makes the value of the text; nil for a text that is not allowed.
  ///   - requirement: what is allowed, for messages.
  /// - Throws: `DecodingError`, also for a text that is not allowed.
  package func textSetting<Value>(_ requirement: String, _ read: (String) -> Value?) throws -> Value {
    let text = try singleValueContainer().decode(String.self)
    guard let value = read(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "\(text) is not \(requirement)"))
    }
    return value
  }
}
