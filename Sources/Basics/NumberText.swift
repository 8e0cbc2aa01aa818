import Foundation

/// Numbers as text, independent of the locale.
package enum NumberText {
  /// `value` with a fixed number of digits after the point.
  package static func decimal(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value)
  }

  /// `value` with at most six significant digits: `0.25`, `3878`, `1.2e-05`.
  package static func short(_ value: Double) -> String {
    String(format: "%.6g", locale: Locale(identifier: "en_US_POSIX"), value)
  }

  /// A count with its noun: `1 image`, `3 images`.
  /// - Parameter many: the plural; `one` with an s unless given.
  package static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
  }

  /// A number of bytes in gigabytes of 10^9 bytes, or in megabytes below one: `4.3 GB`, `120 MB`.
  package static func gigabytes(_ bytes: Int) -> String {
    bytes >= 1_000_000_000 ? decimal(Double(bytes) / 1e9, 1) + " GB" : "\((bytes + 999_999) / 1_000_000) MB"
  }

  /// A duration in units that fit it: `40 s`, `3 min 20 s`, `2 h 5 min`.
  package static func duration(seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}

extension NumberText {
  /// A measured value with six digits after the point. A value below a thousandth keeps all its digits.
  package static func measurement(_ value: Double) -> String {
    value == 0 || abs(value) >= 1e-3 || !value.isFinite ? decimal(value, 6) : "\(value)"
  }
}

extension NumberText {
  /// The shortest text that reads as `value` again: `0.1`, `370000`.
  package static func shortest(_ value: Double) -> String {
    let text = "\(value == 0 ? 0 : value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
