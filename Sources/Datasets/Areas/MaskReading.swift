import Basics
import Foundation
import Imaging

/// How masks are read as classes: by the names beside them, by the classes of a data set, by given names of clusters, or
/// each value as a class of its own.
package struct MaskReading: Sendable {
  private enum Form: Sendable {
    /// By the one value, or the one colour, that masks of the package hold for each class.
    case written([NamedClass])
    /// As clusters that show classes.
    case clusters(LabelTable)
    /// As the labels of a data set.
    case labels(LabelReading)
    /// Each value is a class.
    case numbered(LabelReading?)
  }

  /// The classes, each with its value in masks; nil where each value is a class.
  package let classes: [NamedClass]?
  private let form: Form
  /// The classes with their values in label files; nil where each value is a class.
  private let labelled: [NamedClass]?
  private let meaning: LabelMeaning
  private let options: DecodingOptions

  /// - Parameters:
  ///   - masks: all masks.
  ///   - folder: of the masks, or one mask.
  ///   - meaning: the classes of a data set that masks and labels hold.
  ///   - names: the classes of clusters, and the file that they are from.
  ///   - progress: is called for each mask that is read to find out how all are.
  /// - Returns: the reading, and what was decided about the files.
  /// - Throws: ``AreasError``, ``NamingError``, ``ClassTableError``.
  package static func of(
    _ masks: [ImageFolder.Item], in folder: URL, meaning: LabelMeaning, names: (naming: Naming, path: String)? = nil,
    options: DecodingOptions = .init(), parallel: Parallel, progress: @Sendable () -> Void = {}
  ) throws -> (reading: MaskReading, notices: [LabelNotice]) {
    let beside = try legend(of: masks, in: folder)
    if let names {
      if let beside {
        guard beside.naming.kind == .clusters else { throw AreasError.masksOfClasses(path: beside.file.path) }
        try names.naming.checkOrigin(beside.naming, path: names.path)
      }
      let naming = try meaning.classes.map { try names.naming.inClasses($0.classes, path: names.path) } ?? names.naming
      let table = LabelTable(naming.classOfCluster.map { $0.map { UInt16($0) } ?? Label.none }, other: Label.none)
      return (
        MaskReading(naming.classes, .clusters(table), labelled: naming.classes, meaning, options), []
      )
    }
    if let classes = meaning.classes {
      var ofMasks = LabelMeaning(classes: classes, ignoredValues: meaning.ignoredValues)
      if let beside {
        guard beside.naming.kind == .classes else { throw AreasError.masksOfClusters(path: beside.file.path) }
        ofMasks = LabelMeaning(classes: try classes.written(as: beside.naming.maskClasses, path: beside.file.path))
      }
      let survey = LabelSurvey(
        masks.map(\.url), meaning: ofMasks, options: options, parallel: parallel, progress: progress)
      return (
        MaskReading(ofMasks.classes?.classes, .labels(survey.reading), labelled: classes.classes, meaning, options),
        survey.notices.filter(\.isOfMasks)
      )
    }
    if let naming = beside?.naming {
      return (
        MaskReading(naming.maskClasses, .written(naming.maskClasses), labelled: naming.classes, meaning, options), []
      )
    }
    let ignoring = meaning.ignoredValues.map { LabelReading(valuesOf: LabelMeaning(ignoredValues: $0)) }
    return (MaskReading(nil, .numbered(ignoring), labelled: nil, meaning, options), [])
  }

  private init(
    _ classes: [NamedClass]?, _ form: Form, labelled: [NamedClass]?, _ meaning: LabelMeaning, _ options: DecodingOptions
  ) {
    self.classes = classes
    self.form = form
    self.labelled = labelled
    self.meaning = meaning
    self.options = options
  }

  /// The classes of a mask, by their numbers; `Label.none` where there is none.
  /// - Throws: `ImageIOError`, ``ClassTableError``, also while rows are read.
  package func open(_ url: URL) throws -> any RasterSource {
    switch form {
    case .labels(let reading), .numbered(let reading?):
      return try ClassReader(contentsOf: url, reading: reading, options: options)
    case .clusters(let table):
      return MappedLabels(try RasterFile.open(url, as: .mask, options: options), table: table)
    case .written(let classes):
      let info = try RasterFile.info(of: url, options: options)
      if info.bands >= 3 { return try ClassReader(contentsOf: url, reading: colours(classes), options: options) }
      return WrittenValues(try RasterFile.open(url, as: .mask, options: options), classes: classes)
    case .numbered(nil):
      let stored = try RasterFile.open(url, as: .storedValues, options: options)
      if stored.bands > 1 { return try ClassReader(contentsOf: url, reading: .numbered, options: options) }
      return try RasterFile.open(url, as: .mask, options: options)
    }
  }

  /// What label files of the same classes mean.
  /// - Throws: ``ClassTableError`` for classes that label files cannot tell apart.
  package func labelMeaning() throws -> LabelMeaning {
    guard meaning.classes == nil, let labelled else { return meaning }
    var counts: [Palette.Colour: Int] = [:]
    for colour in labelled.flatMap(\.colours) { counts[colour, default: 0] += 1 }
    let classes = labelled.enumerated().map { number, entry in
      NamedClass(
        name: entry.name, colours: entry.colours.filter { counts[$0] == 1 },
        values: entry.values.isEmpty ? [UInt16(clamping: number)] : entry.values)
    }
    let none = UInt16(Label.noneByte)
    var own = meaning
    own.classes = try ClassTable(
      classes: classes, ignoredValues: classes.contains { $0.values.contains(none) } ? [] : [none],
      path: "the names beside the masks")
    return own
  }

  /// The reading of masks of the package in colours.
  private func colours(_ classes: [NamedClass]) throws -> LabelReading {
    let black = Palette.Colour(hex: 0)
    let table = try ClassTable(
      classes: classes, ignoredValues: [],
      ignoredColours: classes.contains { $0.colours.contains(black) } ? [] : [black],
      path: "the names beside the masks")
    return LabelReading(
      classes: classes, content: .colours, classOfValue: [], colours: ColourClasses(table),
      meaning: LabelMeaning(classes: table))
  }

  /// The naming beside the masks, and its file; nil where there is none.
  /// - Throws: ``AreasError/differentLegends(path:otherPath:)`` where sub-folders have different ones.
  private static func legend(of masks: [ImageFolder.Item], in folder: URL) throws -> (naming: Naming, file: URL)? {
    let top = try Naming.ofMasks(in: folder)
    let parents = Set(masks.map { $0.url.deletingLastPathComponent().standardizedFileURL }).sorted { $0.path < $1.path }
    let found = try parents.map { parent in (parent: parent, legend: try Naming.ofMasks(in: parent) ?? top) }
    for (parent, legend) in found.dropFirst() where legend?.naming.maskClasses != found[0].legend?.naming.maskClasses {
      throw AreasError.differentLegends(path: parent.path, otherPath: found[0].parent.path)
    }
    return found.first?.legend ?? top
  }
}
