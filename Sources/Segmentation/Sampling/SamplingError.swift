import Foundation

/// Why images cannot be trained on.
public enum SamplingError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  /// No image can be read; `failures` says why.
  case noImages(failures: [String])

  public var description: String {
    switch self {
    case .noImages(let failures):
      failures.isEmpty
        ? "There are no images to train on. Give a folder with PNG or JPEG files in it."
        : "None of the images can be used:\n" + failures.prefix(10).joined(separator: "\n")
          + (failures.count > 10 ? "\nand \(failures.count - 10) more" : "")
    }
  }

  public var errorDescription: String? { description }
}
