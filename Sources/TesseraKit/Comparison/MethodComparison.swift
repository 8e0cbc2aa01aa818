import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

/// Several methods on the same images, under the same limit of time or steps.
public struct MethodComparison: Sendable {
  /// A method, and what it differs in from the common settings.
  public struct Contestant: Sendable {
    /// What the table calls it.
    public let name: String
    let configuration: TrainingConfiguration

    /// - Parameters:
    ///   - text: the name of a method, and after a colon settings of the method with commas between them, such as
    ///     `kmeans:features=colour,radius=2`.
    ///   - common: the settings of all methods.
    /// - Throws: `SettingError`, `ConfigurationError` for settings that the method does not have.
    public init(_ text: String, over common: TrainingConfiguration) throws {
      name = text
      let parts = text.split(separator: ":", maxSplits: 1)
      var configuration = common
      try configuration.choose(method: parts.first.map(String.init) ?? "")
      for setting in parts.dropFirst().joined().split(separator: ",") {
        let pair = setting.split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else {
          throw SettingError(key: "the setting of a method", value: "\(setting)", requirement: "key=value")
        }
        let yaml = pair[0].split(separator: ".").reversed().reduce(String(pair[1])) { "{\($1): \($0)}" }
        configuration = try TrainingConfiguration.decode(
          "{method: {\(configuration.method.name): \(yaml)}}", over: configuration, path: text)
      }
      try configuration.validate()
      guard !configuration.method.needsWeights || configuration.backbone.isUsed else {
        throw SettingError(
          key: "the method", value: text, requirement: "one that needs no network that has learned")
      }
      self.configuration = configuration
    }
  }

  /// The images that each method trains on.
  public let images: ImageFolder
  /// Images with their labels, for scores; the training does not see the labels.
  public let labels: FilePairing
  /// What the labels mean.
  public var meaning = LabelMeaning()
  /// The methods.
  public let contestants: [Contestant]
  /// The seeds. Each method is trained once with each of them.
  public let seeds: [UInt64]
  /// The folder to write to: for each method and seed a folder with the run and `scores.json`, and the table.
  public let folder: URL
  /// Where decoded pixels are kept during the trainings.
  public var storage = PixelStorage()
  /// The event files that TensorBoard shows of the trainings, each in a folder of its own; nil for none.
  public var tensorBoard: Tessera.TensorBoard?
  /// Limits of the decoder, for the images.
  public var options = DecodingOptions()
  /// The threads that are used, and the temporary memory.
  public var context = ComputeContext()

  /// - Precondition: contestants differ in their names and agree in how images are read.
  public init(
    _ contestants: [Contestant], seeds: [UInt64], images: ImageFolder, labels: FilePairing, into folder: URL
  ) {
    precondition(Set(contestants.map(\.name)).count == contestants.count, "two methods of one name")
    self.contestants = contestants
    self.seeds = seeds
    self.images = images
    self.labels = labels
    self.folder = folder
  }

  /// Tells a run with these settings, on these images and labels, from others.
  func conditions(_ configuration: TrainingConfiguration) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(try ConfigurationFile.encode(configuration))
    for item in images.items { fingerprint.add("\n\(item.relativePath)") }
    for pair in labels.pairs { fingerprint.add("\n\(pair.first.relativePath): \(pair.second.relativePath)") }
    return fingerprint.text
  }

  /// The folders of all methods and seeds.
  var folders: [URL] { contestants.flatMap { contestant in seeds.map { folder(contestant, seed: $0) } } }

  /// The folder of one method and seed.
  func folder(_ contestant: Contestant, seed: UInt64) -> URL {
    // Not every file system takes a colon.
    let name = contestant.name.replacing(":", with: "-").replacing("=", with: "-").replacing(",", with: "-")
    return folder.appending(path: "\(name)-\(seed)")
  }
}
