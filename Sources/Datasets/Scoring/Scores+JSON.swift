import Basics
import Foundation
import Imaging

extension Scores {
  /// The scores as JSON, keys in alphabetical order.
  public func json() throws -> String {
    try JSONText.encode(self)
  }

  /// Reads what ``json()`` has written.
  /// - Throws: ``ScoresError/notScores(path:reason:)``.
  public init(contentsOf url: URL) throws {
    do {
      self = try JSONDecoder().decode(Scores.self, from: TextFile.bytes(of: url))
    } catch let error as FileAccessError {
      throw ScoresError.notScores(path: url.path, reason: error.reason)
    } catch {
      throw ScoresError.notScores(path: url.path, reason: "holds no scores of this version")
    }
  }
}

extension Scores: Codable {
  private enum CodingKeys: String, CodingKey {
    case match, overallAccuracy, kappa, pixelAccuracy, meanAccuracy, meanIoU, frequencyWeightedIoU, meanF1
    case adjustedRandIndex, normalizedMutualInformation, boundaryF, boundaryTolerance, perClass, matching, confusion
    case unassigned, pixels, ignored, images, model, map
  }

  /// Writes a score that does not exist as null. Boundaries that were not compared and a model that is not known are left out.
  /// Overall accuracy is another name of pixel accuracy.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(naming.rule, forKey: .match)
    try container.encodeIfPresent(naming.model, forKey: .model)
    try container.encodeIfPresent(naming.map, forKey: .map)
    try container.encode(overallAccuracy, forKey: .overallAccuracy)
    try container.encode(kappa, forKey: .kappa)
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
    try container.encode(
      zip(naming.classes, perClass).enumerated().map { NamedScore(number: $0, entry: $1.0, score: $1.1) },
      forKey: .perClass)
    try container.encode(naming.classOfCluster, forKey: .matching)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(unassigned, forKey: .unassigned)
    try container.encode(pixels, forKey: .pixels)
    try container.encode(ignored, forKey: .ignored)
    try container.encode(images, forKey: .images)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    confusion = try container.decode([[Int]].self, forKey: .confusion)
    naming = try MatchedClasses(from: decoder).naming
    perClass = try container.decode([ClassScore].self, forKey: .perClass)
    unassigned = try container.decode([Int].self, forKey: .unassigned)
    let classes = perClass.count
    guard classes == naming.classes.count, classes == unassigned.count,
      confusion.count == naming.classOfCluster.count, confusion.allSatisfy({ $0.count == classes })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .perClass, in: container, debugDescription: "the classes and clusters of the counts differ in number")
    }
    pixelAccuracy = try container.decode(Double.self, forKey: .pixelAccuracy)
    meanAccuracy = try container.decode(Double.self, forKey: .meanAccuracy)
    meanIoU = try container.decode(Double.self, forKey: .meanIoU)
    frequencyWeightedIoU = try container.decode(Double.self, forKey: .frequencyWeightedIoU)
    meanF1 = try container.decode(Double.self, forKey: .meanF1)
    adjustedRandIndex = try container.decode(Double.self, forKey: .adjustedRandIndex)
    normalizedMutualInformation = try container.decode(Double.self, forKey: .normalizedMutualInformation)
    boundaryF = try container.decodeIfPresent(Double.self, forKey: .boundaryF)
    boundaryTolerance = try container.decodeIfPresent(BoundaryTolerance.self, forKey: .boundaryTolerance)
    pixels = try container.decode(Int.self, forKey: .pixels)
    ignored = try container.decode(Int.self, forKey: .ignored)
    images = try container.decode(Int.self, forKey: .images)
  }
}

/// The scores of one class with its name, colour and value.
private struct NamedScore: Encodable {
  let number: Int
  let entry: NamedClass
  let score: Scores.ClassScore

  private enum CodingKeys: String, CodingKey { case name, colour, value }

  func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entry.name, forKey: .name)
    try container.encode(entry.colour(number: number).hexString, forKey: .colour)
    try container.encode(entry.value(number: number), forKey: .value)
  }
}

extension Scores.ClassScore: Codable {
  private enum CodingKeys: String, CodingKey {
    case iou, accuracy, precision, recall, usersAccuracy, producersAccuracy, f1, boundaryF, pixels
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    iou = try container.decodeIfPresent(Double.self, forKey: .iou)
    accuracy = try container.decodeIfPresent(Double.self, forKey: .accuracy)
    precision = try container.decodeIfPresent(Double.self, forKey: .precision)
    f1 = try container.decodeIfPresent(Double.self, forKey: .f1)
    boundaryF = try container.decodeIfPresent(Double.self, forKey: .boundaryF)
    pixels = try container.decode(Int.self, forKey: .pixels)
  }

  /// Writes a score that does not exist as null, so that every class has the same keys. Recall and producer's accuracy are
  /// other names of accuracy, and user's accuracy is one of precision.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(iou, forKey: .iou)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(precision, forKey: .precision)
    try container.encode(accuracy, forKey: .recall)
    try container.encode(usersAccuracy, forKey: .usersAccuracy)
    try container.encode(producersAccuracy, forKey: .producersAccuracy)
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
