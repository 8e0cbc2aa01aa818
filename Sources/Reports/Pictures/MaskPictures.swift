import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// The files that a picture is made of.
public struct MaskPictureFiles: Hashable, Sendable {
  /// The image.
  public let image: ImageFolder.Item
  /// Its mask.
  public let mask: ImageFolder.Item
  /// Its label; nil where it has none.
  public let label: ImageFolder.Item?

  /// The files of one picture.
  public init(image: ImageFolder.Item, mask: ImageFolder.Item, label: ImageFolder.Item? = nil) {
    self.image = image
    self.mask = mask
    self.label = label
  }
}

/// Pictures of images with their masks and labels: one panel, or several side by side.
public struct MaskPictures: Sendable {
  /// The content of a panel.
  public enum Panel: String, CaseIterable, Sendable {
    /// The image as it is.
    case image
    /// The mask painted over the image.
    case mask
    /// Left out where an image has no label.
    case label
    /// Which pixels are right, wrong and ignored; left out where an image has no label.
    case errors
  }

  /// Opacity and outlines; its palette is replaced by the legend's.
  let overlay: Overlay
  /// The legend that shows the values of masks.
  let legend: MaskLegend
  /// What labels mean.
  let meaning: LabelMeaning
  /// How label files are read; nil where each is read by itself.
  private var labelReading: LabelReading?
  /// How masks that hold classes are read; nil where each is read by itself.
  private var maskReading: LabelReading?
  let panels: [Panel]
  package var options: DecodingOptions
  /// How the pixels of images are prepared.
  public var preparation = ImagePreparation.none

  /// - Parameters:
  ///   - naming: the classes that the clusters of masks show. Without it, masks are read as labels of the classes of `meaning`;
  ///     without either, they are shown as clusters under their numbers.
  ///   - meaning: what labels mean.
  ///   - colours: where the colours of classes come from.
  /// - Throws: ``NamingError/tooManyClasses(path:count:)``.
  /// - Precondition: at least one panel.
  public init(
    _ overlay: Overlay, panels: [Panel] = [.mask], naming: Naming? = nil,
    meaning: LabelMeaning = LabelMeaning(),
    colours: MaskLegend.Colours = .classes, options: DecodingOptions = .init()
  ) throws {
    precondition(!panels.isEmpty, "a picture shows something")
    if let naming {
      legend = try MaskLegend(naming, colours: colours)
    } else if let classes = meaning.classes {
      legend = try MaskLegend(Naming(classes.classes, classOfCluster: []), colours: colours, masksHoldClasses: true)
    } else {
      legend = .clusters
    }
    self.overlay = overlay
    self.panels = panels
    self.meaning = meaning
    self.options = options
  }

  /// The same pictures with labels, and masks that hold classes, read as their whole folders are.
  /// - Returns: the pictures, and what was decided about the files.
  package func surveying(_ files: [MaskPictureFiles], parallel: Parallel) -> (
    pictures: MaskPictures, notices: [LabelNotice]
  ) {
    var pictures = self
    guard meaning.classes != nil else {
      pictures.labelReading =
        legend.naming.map { LabelReading(valuesOf: meaning, shownBy: $0) } ?? LabelReading(valuesOf: meaning)
      return (pictures, [])
    }
    func survey(_ urls: [URL]) -> LabelSurvey? {
      urls.isEmpty ? nil : LabelSurvey(urls, meaning: meaning, options: options, parallel: parallel)
    }
    let labels = survey(panels.contains(.label) || panels.contains(.errors) ? files.compactMap(\.label?.url) : [])
    let masks = survey(legend.masksHoldClasses ? files.map(\.mask.url) : [])
    pictures.labelReading = labels?.reading
    pictures.maskReading = masks?.reading
    return (pictures, (labels?.notices ?? []) + (masks?.notices ?? []))
  }

  private func reader(_ url: URL, _ reading: LabelReading?) throws -> ClassReader {
    if let reading { return try ClassReader(contentsOf: url, reading: reading, options: options) }
    return try ClassReader(contentsOf: url, classes: meaning.classes, options: options)
  }

  /// One picture that is being made.
  struct Picture {
    let rows: any RasterSource
    /// What the header of the image file says.
    let image: RasterInfo
    /// Whether pixels of the image have no data.
    let hasNoData: Bool
    fileprivate let masks: [MappedLabels]
    /// The labels that were met in masks and label files so far.
    var metLabels: Set<UInt16> { Set(masks.flatMap(\.metLabels)) }
  }

  /// The picture of `files`, as high as the image.
  /// - Throws: `ImageIOError`; ``ClassTableError``, also while its rows are read.
  func picture(of files: MaskPictureFiles) throws -> Picture {
    var met: [MappedLabels] = []
    func mask() throws -> MappedLabels {
      // Without a naming, masks are read like the labels of the data set.
      if legend.masksHoldClasses { return MappedLabels(try reader(files.mask.url, maskReading)) }
      return MappedLabels(try RasterFile.open(files.mask.url, as: .mask, options: options), table: legend.table)
    }
    func label(_ item: ImageFolder.Item) throws -> MappedLabels {
      MappedLabels(try reader(item.url, labelReading))
    }
    var painted = overlay
    painted.palette = legend.palette
    var parts: [any RasterSource] = []
    for panel in panels {
      let image = try preparation.open(files.image.url, options: options)
      switch (panel, files.label) {
      case (.image, _): parts.append(ColourRows(image))
      case (.mask, _):
        met.append(try mask())
        parts.append(try OverlayRows(image, labels: met[met.count - 1], overlay: painted))
      case (.label, let item?):
        met.append(try label(item))
        parts.append(try OverlayRows(image, labels: met[met.count - 1], overlay: painted))
      case (.errors, let item?):
        let errors = Overlay(palette: AgreementRows.palette, opacity: overlay.opacity, ignoredLabel: nil)
        parts.append(
          try OverlayRows(image, labels: AgreementRows(mask(), reference: label(item)), overlay: errors))
      case (.label, nil), (.errors, nil): break
      }
    }
    guard let first = parts.first else { throw PictureError.noLabel(path: files.image.url.path) }
    return Picture(
      rows: parts.count == 1 ? first : PanelRows(parts),
      image: try RasterFile.info(of: files.image.url, options: options), hasNoData: try hasNoData(files.image.url),
      masks: met)
  }

  /// Whether pixels of an image have no data. Only images that may have such are read.
  private func hasNoData(_ image: URL) throws -> Bool {
    let stored = try RasterFile.open(image, options: options)
    guard preparation.mayHaveNoData(stored.info) else { return false }
    let rows = try preparation.prepare(stored)
    while let band = try rows.readRows(max(1, (1 << 20) / rows.width)) { if band.validity != nil { return true } }
    return false
  }
}

/// Why a picture cannot be made.
public enum PictureError: FileError, Hashable {
  /// All panels need a label, and the image has none.
  case noLabel(path: String)

  public var path: String {
    switch self {
    case .noLabel(let path): path
    }
  }

  public var reason: String {
    switch self {
    case .noLabel:
      "has no label of the same relative path to compare its mask with; add the label, or show the mask too"
    }
  }
}
