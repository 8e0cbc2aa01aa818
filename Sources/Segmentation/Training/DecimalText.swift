import Foundation

/// `value` with a fixed number of digits after the point, independent of the locale.
func decimal(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value)
}
