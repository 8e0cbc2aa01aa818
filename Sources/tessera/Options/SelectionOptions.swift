import ArgumentParser
import Foundation
import TesseraKit

/// Which files of folders are used, and which of them are images and labels, as told on the command line.
struct SelectionOptions: ParsableArguments {
  @OptionGroup var files: FileOptions

  @Option(
    help: ArgumentHelp(
      """
      Take the files that match as images, or as masks where masks stand for images. By default, files that are label maps \
      by name and pixels are left out of the images. A pattern without / is matched against file names (*_sat.jpg), any \
      other against paths below the folder (**/images/*).
      """, valueName: "pattern"))
  var imagesMatch: String?

  @Option(help: ArgumentHelp("Take the files that match as labels, such as *_labelIds.png.", valueName: "pattern"))
  var labelsMatch: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the names of labels have after those of the images: _gt for a.jpg and a_gt.png.", valueName: "suffix"))
  var labelSuffix: String?

  /// The images at `paths` that are wanted; says what is passed over.
  /// - Parameters:
  ///   - excluded: a folder that is not walked, such as the one that output goes to.
  ///   - use: what can be done with label maps that lie there too, at a path; nil where they are used.
  func images(_ paths: [String], excluding excluded: URL?, use: ((String) -> String)?) throws -> ImageFolder {
    let walked = try ImageFolder(paths, excluding: excluded)
    var chosen = try selection().images(in: walked, path: paths.joined(separator: ", "))
    let place = paths.count == 1 && !walked.isOneFile ? paths[0] : "FOLDER"
    Console.standard.report(images: chosen, use: use?(place))
    try files.select(from: &chosen.folder)
    Console.standard.report(chosen.folder)
    return chosen.folder
  }

  /// The masks at `path` and the labels at `labels`; no two masks and no two labels have one name.
  func masks(_ path: String, labels: String, dataset: String?) throws -> (masks: ImageFolder, labels: ImageFolder) {
    let selection = try selection(dataset: dataset)
    var masks = try selection.masks(in: ImageFolder([path]), path: path)
    var partners = try selection.labels(in: ImageFolder([labels]), path: labels, masks: masks.folder)
    masks.passedOver += selection.removeMasksOfLabels(from: &masks.folder, labels: partners)
    Console.standard.report(masks: masks)
    Console.standard.report(labels: partners)
    try files.select(from: &masks.folder)
    Console.standard.report(masks.folder)
    try files.select(from: &partners.folder, isPartner: true)
    try masks.folder.checkStems()
    try partners.folder.checkStems()
    return (masks.folder, partners.folder)
  }

  /// The masks at `path`; says what lies beside them.
  /// - Parameter excluded: a folder that is not walked, such as the one that output goes to.
  func masks(_ path: String, excluding excluded: URL? = nil) throws -> ImageFolder {
    var masks = try selection().masks(in: Self.walked(path, excluding: excluded), path: path)
    Console.standard.report(masks: masks)
    try files.select(from: &masks.folder)
    Console.standard.report(masks.folder)
    try masks.folder.checkStems()
    return masks.folder
  }

  /// The files at `path`, but for a folder that output goes to. Where it is `path` itself, files that would go where they are must
  /// be found, so that they can be refused by name.
  static func walked(_ path: String, excluding excluded: URL?) throws -> ImageFolder {
    let isOwn = excluded.flatMap(FileIdentity.init) == FileIdentity(URL(filePath: path))
    return try ImageFolder([path], excluding: isOwn ? nil : excluded)
  }

  /// The masks at `path` of `images`, which may be labels; says what lies beside them.
  /// - Parameter areLabels: whether the options about labels are about these masks.
  func masks(
    _ path: String, of images: ImageFolder, excluding excluded: URL?, areLabels: Bool, dataset: String?
  ) throws -> ImageFolder {
    var selection = try selection(dataset: dataset)
    if !areLabels { (selection.labelsMatch, selection.labelSuffix) = (nil, nil) }
    let chosen = try selection.labels(
      in: ImageFolder([path], excluding: excluded), path: path, images: images, areMasks: true)
    Console.standard.report(labels: chosen)
    try chosen.folder.checkStems()
    return chosen.folder
  }

  /// The labels at `path`; says what lies beside them.
  /// - Parameter images: the images that the labels belong to, if they are known; none of them is a label.
  func labels(_ path: String, of images: ImageFolder?, dataset: String?) throws -> ImageFolder {
    var chosen = try selection(dataset: dataset).labels(in: ImageFolder([path]), path: path, images: images)
    Console.standard.report(labels: chosen)
    try files.select(from: &chosen.folder, isPartner: true)
    return chosen.folder
  }

  /// The labels at `path` that pair with `found`, which lies at `images`; says which files have no partner.
  func partners(of found: ImageFolder, at path: String, images: [String], dataset: String?) throws -> FilePairing {
    let labels = try labels(path, of: found, dataset: dataset)
    try labels.checkStems()
    let pairing = try pairs(found, labels, firstPath: images.joined(separator: ", "), secondPath: path)
    Console.standard.report(pairing, first: "image", second: "label")
    return pairing
  }

  /// The pairs of images or masks with their labels.
  func pairs(
    _ first: ImageFolder, _ labels: ImageFolder, firstPath: String, secondPath: String
  ) throws -> FilePairing {
    try FilePairing(
      first, labels, firstPath: firstPath, secondPath: secondPath, suffix: selection().labelSuffix)
  }

  /// - Parameter dataset: the data set that the labels are of, if it is known.
  func selection(dataset: String? = nil) throws -> FolderSelection {
    var selection = FolderSelection()
    selection.imagesMatch = imagesMatch.map(PathPattern.init)
    selection.labelsMatch = labelsMatch.map(PathPattern.init)
    selection.excluded = files.excluded
    selection.labelSuffix = labelSuffix
    if let dataset { try selection.prefer(labelsOf: dataset) }
    return selection
  }
}
