import Basics
import Foundation
import Imaging

/// Chooses which files of folders are images and which are labels.
///
/// Folders are taken as data sets hand them out: images and labels may lie in one folder or below one root, and several kinds
/// of label files beside each other. Where names and pixels do not tell them apart, patterns do.
public struct FolderSelection: Sendable {
  /// What the paths of images match; nil to leave label maps out by their names and pixels.
  public var imagesMatch: PathPattern?
  /// What the paths of labels match; nil to know them by their names and pixels.
  public var labelsMatch: PathPattern?
  /// What the paths of files match that are neither.
  public var excluded: [PathPattern] = []
  /// What the names of labels have after those of their images; nil for the usual ones. An extension is left out of it.
  public var labelSuffix: String? {
    didSet {
      if let suffix = labelSuffix, let dot = suffix.lastIndex(of: "."),
        RasterFile.extensions.contains(suffix[suffix.index(after: dot)...].lowercased())
      {
        labelSuffix = String(suffix[..<dot])
      }
    }
  }
  /// Ends of names and names of folders of the labels to take where an image has several, the best first.
  private var preferredMarks: [String] = []

  /// A selection that tells images from labels by their names and pixels.
  public init() {}

  /// Takes the label files that the classes of a data set are of, where an image has several.
  /// - Throws: ``UnknownDataset``.
  public mutating func prefer(labelsOf dataset: String) throws {
    preferredMarks = try BuiltInClasses.named(dataset).labelMarks
  }

  /// The files of a folder that are wanted.
  public struct Chosen: Sendable {
    /// The files that are wanted.
    public var folder: ImageFolder
    /// Files of the other kind, which lie there too.
    public var others: [ImageFolder.Item] = []
    /// Other label files of the same images, and what is made from labels.
    public var passedOver: [ImageFolder.Item] = []
    /// Masks and overlays that this package has written into sub-folders.
    public var written: [ImageFolder.Item] = []
    /// Images that are named as the labels of others, but have the pixels of photographs.
    public var doubtful: [ImageFolder.Item] = []
  }

  /// The images of `folder`. Its label maps are among the others.
  /// - Parameter path: what the user calls the folder, for errors.
  /// - Throws: ``DatasetError/noneMatching(path:pattern:count:example:)``.
  public func images(in folder: ImageFolder, path: String) throws -> Chosen {
    var chosen = Chosen(folder: try withoutExcluded(folder, path: path))
    if let imagesMatch {
      try chosen.folder.keep(imagesMatch, path: path)
      return chosen
    }
    chosen.removeWritten()
    if let labelsMatch {
      let found = chosen.folder.items.filter { labelsMatch.matches($0.relativePath) }
      if !found.isEmpty && found.count < chosen.folder.items.count {
        let labels = Set(found)
        chosen.folder.keep { !labels.contains($0) }
        chosen.others = found
      }
    }
    let recognition = LabelRecognition(chosen.folder.items, labelSuffix: labelSuffix)
    chosen.others += recognition.labels
    chosen.passedOver = recognition.derived
    chosen.doubtful = recognition.doubtful
    let images = Set(recognition.images)
    chosen.folder.keep { images.contains($0) }
    return chosen
  }

  /// The labels of `folder`. Its images are among the others.
  /// - Parameters:
  ///   - images: the images that the labels belong to; none of them is a label.
  ///   - areMasks: whether the files can be masks. A mask that is named as the label of another then stays one.
  /// - Throws: ``DatasetError/noneMatching(path:pattern:count:example:)``, ``DatasetError/sameFiles(path:)``.
  public func labels(in folder: ImageFolder, path: String, images: ImageFolder? = nil, areMasks: Bool = false) throws
    -> Chosen
  {
    var chosen = try labels(in: folder, path: path, isStrict: areMasks)
    if let images {
      let used = Set(images.items.compactMap { FileIdentity($0.url) })
      let isOther = { (item: ImageFolder.Item) in FileIdentity(item.url).map { !used.contains($0) } ?? true }
      chosen.folder.keep(isOther)
      chosen.others.removeAll { !isOther($0) }
      if chosen.folder.items.isEmpty { throw DatasetError.sameFiles(path: path) }
    }
    return chosen
  }

  /// The labels of `folder` for masks that may lie there too.
  /// - Throws: ``DatasetError/noneMatching(path:pattern:count:example:)``.
  public func labels(in folder: ImageFolder, path: String, masks: ImageFolder) throws -> Chosen {
    var chosen = try labels(in: folder, path: path, isStrict: false)
    guard !chosen.others.isEmpty else { return chosen }
    let used = Set(masks.items.compactMap { FileIdentity($0.url) })
    let left = chosen.folder.items.filter { item in FileIdentity(item.url).map { !used.contains($0) } ?? true }
    if !left.isEmpty { chosen.folder.keep(Set(left).contains) }
    return chosen
  }

  /// The masks of `folder`, which may lie beside their images.
  ///
  /// Masks have the pixels of label maps, so a mask that is named as the label of another stays one.
  /// - Throws: ``DatasetError/noneMatching(path:pattern:count:example:)``.
  public func masks(in folder: ImageFolder, path: String) throws -> Chosen {
    var own = self
    (own.labelsMatch, own.imagesMatch, own.labelSuffix) = (imagesMatch, nil, nil)
    return try own.labels(in: folder, path: path, isStrict: true, choosesVariants: false)
  }

  /// Removes the masks of label maps, which lie beside those of the images where label maps were segmented too.
  /// - Parameter labels: of a folder that holds images too; others say nothing about the masks.
  /// - Returns: what was removed.
  public func removeMasksOfLabels(from masks: inout ImageFolder, labels: Chosen) -> [ImageFolder.Item] {
    guard !labels.others.isEmpty else { return [] }
    let stems = Set(labels.folder.items.map(\.stem))
    let named = Set(LabelCandidates(masks.items).groups.values.joined().map(\.label))
    let found = masks.items.filter { stems.contains($0.stem) && named.contains($0) }
    masks.keep { !found.contains($0) }
    return found
  }

  private func labels(in folder: ImageFolder, path: String, isStrict: Bool, choosesVariants: Bool = true) throws
    -> Chosen
  {
    var chosen = Chosen(folder: try withoutExcluded(folder, path: path))
    if let labelsMatch {
      try chosen.folder.keep(labelsMatch, path: path)
      return chosen
    }
    if choosesVariants { chosen.removeWritten() }
    if let imagesMatch, !chosen.folder.items.allSatisfy({ imagesMatch.matches($0.relativePath) }) {
      chosen.others = chosen.folder.items.filter { imagesMatch.matches($0.relativePath) }
      chosen.folder.keep { !imagesMatch.matches($0.relativePath) }
    }
    let recognition = LabelRecognition(chosen.folder.items, labelSuffix: labelSuffix, isStrict: isStrict)
    if !recognition.labels.isEmpty {
      let labels = Set(recognition.labels)
      chosen.folder.keep { labels.contains($0) }
      chosen.others += recognition.images
      chosen.passedOver = recognition.derived
    } else if let labelSuffix {
      try chosen.folder.keep(PathPattern("*\(labelSuffix).*"), path: path)
    }
    if choosesVariants {
      let labels = LabelVariants(chosen.folder.items, preferred: preferredMarks)
      let kept = Set(labels.chosen)
      chosen.folder.keep { kept.contains($0) }
      chosen.passedOver += labels.passedOver
    }
    return chosen
  }

  private func withoutExcluded(_ folder: ImageFolder, path: String) throws -> ImageFolder {
    var left = folder
    for pattern in excluded {
      let (count, example) = (left.items.count, left.items.first?.relativePath ?? "")
      left.keep { !pattern.matches($0.relativePath) }
      if left.items.isEmpty {
        throw DatasetError.allExcluded(path: path, pattern: pattern.description, count: count, example: example)
      }
    }
    return left
  }
}

extension FolderSelection.Chosen {
  /// Removes what lies in sub-folders that this package has written, unless nothing else is there.
  fileprivate mutating func removeWritten() {
    let found = WrittenFolders(folder.items).files
    guard !found.isEmpty, found.count < folder.items.count else { return }
    let files = Set(found)
    folder.keep { !files.contains($0) }
    written = found
  }
}

extension ImageFolder {
  /// Keeps the files that match.
  /// - Throws: ``DatasetError/noneMatching(path:pattern:count:example:)``.
  fileprivate mutating func keep(_ pattern: PathPattern, path: String) throws {
    let (count, example) = (items.count, items.first?.relativePath ?? "")
    keep { pattern.matches($0.relativePath) }
    if items.isEmpty {
      throw DatasetError.noneMatching(path: path, pattern: pattern.description, count: count, example: example)
    }
  }
}
