import ArgumentParser
import Foundation
import TesseraKit

/// How overlays look, as told on the command line.
struct OverlayOptions: ParsableArguments {
  @Option(help: "How much of the mask's colours shows, from 0 to 1.")
  var opacity: Float = 0.5

  @Flag(help: "Draw a line where regions meet.")
  var outlines = false

  @Option(help: ArgumentHelp("Colour of the outlines.", valueName: "#rrggbb"))
  var outlineColour = Palette.Colour(hex: 0xFFFFFF)

  func validate() throws {
    if !(0...1).contains(opacity) { throw ValidationError("--opacity must be from 0 to 1, not \(opacity).") }
  }

  var overlay: Overlay { Overlay(opacity: opacity, outline: outlines ? outlineColour : nil) }
}

/// What pictures of masks show beside the masks, as told on the command line.
struct PictureOptions: ParsableArguments {
  @Flag(help: "Put the image, the overlay and, with --labels, the label and the errors beside each other.")
  var sideBySide = false

  @Flag(help: "Paint right, wrong and ignored pixels instead of the mask; takes --labels.")
  var errors = false

  @Option(help: ArgumentHelp("Labels for --side-by-side and --errors.", valueName: "folder"))
  var labels: String?

  @Option(
    name: [.customLong("names"), .customLong("matching")],
    help: ArgumentHelp(
      """
      Show clusters as the classes that this file gives them: names saved in the page of `tessera page`, or names or \
      scores made by `tessera evaluate` with --names or --json.
      """, valueName: "names.json"))
  var matching: String?

  @Option(
    help: """
      Colours of classes: those of --dataset or --classes-file (classes), or a palette that colour-blind eyes tell \
      apart (safe). Clusters without a class always have the latter.
      """)
  var colours = MaskLegend.Colours.classes

  @OptionGroup var labelOptions: LabelOptions

  func validate() throws {
    if errors && labels == nil { throw ValidationError("--errors compares with labels; give --labels FOLDER.") }
    if errors && sideBySide {
      throw ValidationError("--side-by-side shows the errors too where there are --labels; leave out --errors.")
    }
  }

  /// - Parameter masks: the folder of masks, or one mask.
  func pictures(_ overlay: Overlay, of masks: URL, options: DecodingOptions) throws -> MaskPictures {
    let meaning = try labelOptions.meaning()
    var naming = try matching.map { try Naming(contentsOf: URL(filePath: $0)) }
    if let named = naming, let matching {
      if let written = try Naming.written(beside: masks)?.naming, written.kind == .clusters {
        try named.checkOrigin(written, path: matching)
      }
      if let classes = meaning.classes { naming = try named.inClasses(classes.classes, path: matching) }
    }
    let panels: [MaskPictures.Panel] =
      if errors { [.errors] } else if !sideBySide { [.mask] } else if labels != nil {
        [.image, .mask, .label, .errors]
      } else {
        [.image, .mask]
      }
    return try MaskPictures(
      overlay, panels: panels, naming: naming, meaning: meaning, colours: colours, options: options)
  }

  /// The pairs of `images` and masks with their labels, where there are such, and the labels that cannot be used.
  func files(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], images: ImageFolder, selection: SelectionOptions
  ) throws -> (files: [MaskPictureFiles], failures: [FileFailure]) {
    guard let labels else {
      return (pairs.map { MaskPictureFiles(image: $0.first, mask: $0.second) }, [])
    }
    let pairing = try selection.pairs(
      images, selection.labels(labels, of: images, dataset: labelOptions.dataset), firstPath: "the images",
      secondPath: labels)
    let partners = Dictionary(pairing.pairs.map { ($0.first.url, $0.second) }) { earlier, _ in earlier }
    let files = pairs.map { MaskPictureFiles(image: $0.first, mask: $0.second, label: partners[$0.first.url]) }
    if let unlabelled = files.first(where: { $0.label == nil }) {
      let count = files.count { $0.label == nil }
      Console.standard.warn(
        "\(count) of \(NumberText.count(files.count, "image")) \(count == 1 ? "has" : "have") no label, such as "
          + unlabelled.image.relativePath)
    }
    return (files, pairing.failures)
  }
}

extension MaskLegend.Colours: ExpressibleByArgument {}

extension Palette.Colour: ExpressibleByArgument {
  public init?(argument: String) { self.init(hexString: argument) }
  public var defaultValueDescription: String { hexString }
}
