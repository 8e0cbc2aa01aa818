import Basics
import Foundation
import Imaging

extension Scores {
  /// The scores as JSON, keys in alphabetical order.
  public func json() throws -> String {
    try JSONText.encode(self)
  }

  /// Reads what ``json()`` has written.
  /// - Throws: ``EvaluationError/notScores(path:reason:)``.
  public init(contentsOf url: URL) throws {
    do {
      self = try JSONDecoder().decode(Scores.self, from: Data(contentsOf: url))
    } catch {
      let isMissing = !FileManager.default.fileExists(atPath: url.path)
      throw EvaluationError.notScores(
        path: url.path, reason: isMissing ? "there is no such file" : "holds no scores of this version")
    }
  }
}

extension Scores {
  /// Writes what does not exist as null, but for boundaries that were not compared.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rule, forKey: .rule)
    try container.encode(pixelAccuracy, forKey: .pixelAccuracy)
    try container.encode(meanAccuracy, forKey: .meanAccuracy)
    try container.encode(meanIoU, forKey: .meanIoU)
    try container.encode(frequencyWeightedIoU, forKey: .frequencyWeightedIoU)
    try container.encode(meanF1, forKey: .meanF1)
    try container.encode(adjustedRandIndex, forKey: .adjustedRandIndex)
    try container.encode(normalizedMutualInformation, forKey: .normalizedMutualInformation)
    if let boundaryTolerance {
      try container.encode(boundaryF, forKey: .boundaryF)
      try container.encode(boundaryTolerance, forKey: .boundaryTolerance)
    }
    try container.encode(perClass, forKey: .perClass)
    try container.encode(matching, forKey: .matching)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(unassigned, forKey: .unassigned)
    try container.encode(pixels, forKey: .pixels)
    try container.encode(ignored, forKey: .ignored)
    try container.encode(images, forKey: .images)
  }
}

extension Scores.ClassScore: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, colour, value, iou, accuracy, precision, recall, f1, boundaryF, pixels
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    guard let colour = Palette.Colour(hexString: try container.decode(String.self, forKey: .colour)) else {
      throw DecodingError.dataCorruptedError(forKey: .colour, in: container, debugDescription: "#rrggbb is needed")
    }
    self.colour = colour
    value = try container.decode(UInt8.self, forKey: .value)
    iou = try container.decodeIfPresent(Double.self, forKey: .iou)
    accuracy = try container.decodeIfPresent(Double.self, forKey: .accuracy)
    precision = try container.decodeIfPresent(Double.self, forKey: .precision)
    f1 = try container.decodeIfPresent(Double.self, forKey: .f1)
    boundaryF = try container.decodeIfPresent(Double.self, forKey: .boundaryF)
    pixels = try container.decode(Int.self, forKey: .pixels)
  }

  /// Writes what does not exist as null, so that every class has the same keys. Recall is the accuracy by its other name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(colour.hexString, forKey: .colour)
    try container.encode(value, forKey: .value)
    try container.encode(iou, forKey: .iou)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(precision, forKey: .precision)
    try container.encode(accuracy, forKey: .recall)
    try container.encode(f1, forKey: .f1)
    try container.encode(boundaryF, forKey: .boundaryF)
    try container.encode(pixels, forKey: .pixels)
  }
}

extension BoundaryTolerance: Codable {
  private enum CodingKeys: String, CodingKey { case ofDiagonal, pixels }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let share = try container.decodeIfPresent(Double.self, forKey: .ofDiagonal) {
      self = .ofDiagonal(share)
    } else {
      self = .pixels(try container.decode(Double.self, forKey: .pixels))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .ofDiagonal(let share): try container.encode(share, forKey: .ofDiagonal)
    case .pixels(let distance): try container.encode(distance, forKey: .pixels)
    }
  }
}
