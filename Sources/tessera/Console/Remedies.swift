import Foundation
import TesseraKit

/// The options that help against errors of the library, which says what is wrong and knows no options.
enum Remedies {
  /// What to add to the description of `error`; nil where no option helps.
  static func remedy(for error: any Error) -> String? {
    switch error {
    case let error as DatasetError: remedy(for: error)
    case let error as NamingError: remedy(for: error)
    case let error as TrainingError: remedy(for: error)
    case let failure as FileFailure: failure.cause.flatMap(remedy)
    case SegmentationError.groupsImages: "`tessera group --model` applies it"
    case GroupingError.segmentsPixels: "`tessera segment --model` applies it"
    case GroupingError.noImageNetwork: "`tessera train` trains it"
    case GroupingError.tooFewImages: "--classes sets their number"
    case AreasError.masksOfClusters: "--names FILE does so, with the names that the page of `tessera page` has saved"
    case AreasError.masksOfClasses: "leave out --names"
    case ExportError.needsTile: "--tile 518 does so"
    case ExportError.otherTile: "leave out --tile"
    case is ScoresError: "give a file that `tessera evaluate --json` has written"
    case is UnknownDataset:
      "describe others in a file of classes (--classes-file); `tessera classes NAME` prints one to start from"
    case ImageIOError.tooLarge: "--max-pixels does so"
    case ImageIOError.truncated(_, let expected, _) where expected > 0: "--allow-truncated does so"
    case ImageIOError.coloursForLabels:
      "--dataset and --classes-file name one; `tessera evaluate --match identity` reads masks by it too"
    case FileAccessError.occupied: "--overwrite replaces it"
    case ClassTableError.unknownColour: "--nearest-colour does so"
    case ClassTableError.unknownFormat: "`tessera classes NAME` prints one to start from"
    case ClassTableError.unknownValue(_, _, _, _, .countedFromOne): "--label-offset 1 does so"
    case ClassTableError.unknownValue(_, _, _, _, nil): "--ignore VALUE does the latter"
    default: nil
    }
  }

  /// What to add to a warning; nil where no option helps.
  static func remedy(forWarning message: String) -> String? {
    message == ImageNotice.fourthBandIsTransparency.description ? "--alpha band uses it as infrared" : nil
  }

  /// What to add to a notice about labels; nil where no option helps.
  static func remedy(for notice: LabelNotice) -> String? {
    switch notice {
    case .onlyIgnoredBeside: "--ignore none does the latter"
    case .shifted(let offset, _, _): "--label-offset\(offset < 0 ? "=" : " ")\(offset) counts them so"
    case .unusable(_, _, let first): remedy(for: first)
    case .readByColours, .readByValues, .mixed, .interpolated, .nearestColours, .valuesOfColours: nil
    }
  }

  /// A message with the remedy after it: as a sentence of its own after a full sentence.
  static func joined(_ message: String, _ remedy: String) -> String {
    guard message.hasSuffix(".") else { return "\(message); \(remedy)" }
    return "\(message) \(remedy.prefix(1).uppercased())\(remedy.dropFirst())."
  }

  private static func remedy(for error: DatasetError) -> String? {
    switch error {
    case .wouldReplace: "add --overwrite to replace them"
    case .wouldReplaceFile: "add --overwrite to replace it"
    case .differs: "add --overwrite to replace them"
    case .ambiguousPair: "--labels-match PATTERN or --label-suffix SUFFIX chooses the labels, --images-match the images"
    case .noPairs(_, _, let first, let second) where [first, second].contains { $0.contains("-annotation-") }:
      "`tessera join` makes label maps of Label Studio's masks of one class each"
    case .noPairs: "--label-suffix SUFFIX tells what the names of labels have after those of images"
    case .noneMatching: "patterns without / are matched against file names, others against paths below the folder"
    case .unusable(let failure, _): failure.cause.flatMap(remedy)
    default: nil
    }
  }

  private static func remedy(for error: TrainingError) -> String? {
    switch error {
    case .checkpointMismatch, .nothingToResume: "leave out --resume to begin anew"
    case .alreadyTrained: "--resume goes on with it, --overwrite replaces it"
    case .otherRun: "--overwrite replaces all runs; another --output keeps them"
    case .interrupted: "the same command with --resume does so"
    }
  }

  private static func remedy(for error: NamingError) -> String? {
    switch error {
    case .notNaming:
      "give a file that was saved in the page of `tessera page`, or that `tessera evaluate --json` or `tessera evaluate "
        + "--names` has written"
    case .otherModel: "`tessera evaluate MASKS LABELS --names names.json` or the page of `tessera page` does so"
    case .otherMap(_, let named, _): "--head \(named) chooses the map that was named"
    case .otherClusters: "--head overclustering or another --head chooses it"
    case .otherClasses: "give the --dataset or --classes-file that the clusters were matched with"
    case .masksOfClusters: "leave out --match identity to have them matched"
    case .notScribbles: "give a file that was saved in the page of `tessera page`"
    case .noScribbles: "`tessera segment --names` applies them"
    case .notMaskStyle, .scribblesElsewhere, .oneClass, .repeatedName, .tooManyClasses: nil
    }
  }
}

/// An error with the option that helps.
struct RemediedError: Error, CustomStringConvertible, LocalizedError {
  let description: String

  /// - Returns: nil where no option helps.
  init?(_ error: any Error) {
    guard let remedy = Remedies.remedy(for: error) else { return nil }
    description = Remedies.joined("\(error)", remedy)
  }

  var errorDescription: String? { description }
}

extension FileFailure {
  /// The failure with the option that helps in its reason.
  var remedied: FileFailure {
    guard let remedy = Remedies.remedy(for: self) else { return self }
    return FileFailure(path: path, reason: Remedies.joined(reason, remedy))
  }
}
