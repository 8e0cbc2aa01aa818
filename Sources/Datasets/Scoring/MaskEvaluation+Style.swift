import Basics
import Foundation
import Imaging

extension MaskEvaluation {
  /// The evaluation of folders: whether labels are read by colours or by values is decided for all of them, and likewise for masks
  /// that hold classes. The naming in the file beside the masks tells how they are read as classes, and which model the scores
  /// name.
  /// - Parameters:
  ///   - labels: all label files.
  ///   - masks: all masks.
  ///   - folder: of the masks, or one mask.
  ///   - progress: is called after each label, and after each mask that holds classes.
  /// - Returns: the evaluation, and what was decided about the files.
  /// - Throws: ``NamingError``, ``ClassTableError/ambiguous(path:what:)``.
  package static func of(
    labels: [URL], masks: [URL], in folder: URL, meaning: LabelMeaning, rule: MatchingRule = .oneToOne,
    options: DecodingOptions = .init(), parallel: Parallel, progress: @Sendable () -> Void = {}
  ) throws -> (evaluation: MaskEvaluation, notices: [LabelNotice]) {
    let survey = LabelSurvey(labels, meaning: meaning, options: options, parallel: parallel, progress: progress)
    var evaluation = MaskEvaluation(labels: survey.reading, rule: rule, options: options)
    guard rule == .identity else {
      evaluation.masks = try Naming.written(beside: folder)?.naming
      return (evaluation, survey.notices)
    }
    // Masks count their classes from 0, wherever labels begin.
    var ofMasks = LabelMeaning(classes: meaning.classes, ignoredValues: meaning.ignoredValues)
    if let (naming, file) = try Naming.ofMasks(in: folder) {
      evaluation.masks = naming
      if naming.kind == .clusters { throw NamingError.masksOfClusters(path: file.path) }
      if let classes = meaning.classes {
        ofMasks = LabelMeaning(classes: try classes.written(as: naming.maskClasses, path: file.path))
      }
    }
    let ofMaskFiles = LabelSurvey(
      masks, meaning: ofMasks, after: meaning.classes == nil ? survey.reading.classes ?? [] : [],
      options: options, parallel: parallel, progress: progress)
    evaluation.maskReading = ofMaskFiles.reading
    return (evaluation, survey.notices + ofMaskFiles.notices.filter(\.isOfMasks))
  }

  /// The warning that masks of classes agree much better with labels that are shifted by one.
  package func shift(_ matrix: ConfusionMatrix) -> LabelNotice? {
    guard rule == .identity, labels.content == .values, labels.meaning.offset == 0,
      let classes = maskReading?.classes ?? labels.classes, classes.allSatisfy({ $0.values.count == 1 })
    else { return nil }
    let numbers = Dictionary(classes.enumerated().map { (Int($1.values[0]), $0) }) { first, _ in first }
    let cells = matrix.cells
    let pixels = matrix.pixels
    func accuracy(_ offset: Int) -> Double {
      let right = cells.reduce(0) { sum, cell in
        let value = Int(classes[Int(cell.label)].values[0]) - offset
        return sum + (numbers[value] == Int(cell.cluster) ? cell.pixels : 0)
      }
      return Double(right) / Double(max(1, pixels))
    }
    let own = accuracy(0)
    let offset = accuracy(1) >= accuracy(-1) ? 1 : -1
    let shifted = accuracy(offset)
    // By chance another numbering can be better too, but not that much.
    guard shifted >= 0.5, shifted >= 3 * own else { return nil }
    return .shifted(offset: offset, accuracy: own, shiftedAccuracy: shifted)
  }
}

extension ClassTable {
  /// The same classes by the values and colours of masks, in which 255 and black are no class unless they are listed.
  func written(as masks: [NamedClass], path: String) throws -> ClassTable {
    var own = classes.map { NamedClass(name: $0.name) }
    for entry in masks {
      guard let index = own.firstIndex(where: { $0.name == entry.name }) else {
        throw NamingError.otherClasses(path: path, name: entry.name, known: classes.map(\.name))
      }
      own[index].values += entry.values
      own[index].colours += entry.colours.filter { colour in !own.contains { $0.colours.contains(colour) } }
    }
    let (none, black) = (UInt16(Label.noneByte), Palette.Colour(hex: 0))
    return try ClassTable(
      classes: own, ignoredValues: own.contains { $0.values.contains(none) } ? [] : [none],
      ignoredColours: own.contains { $0.colours.contains(black) } ? [] : [black], path: path)
  }
}
