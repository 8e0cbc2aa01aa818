import Basics
import Foundation
import Imaging

extension MaskEvaluation {
  /// The same for masks in `folder`: those that Tessera has written are read by what its `classes.csv` says there.
  /// - Parameter folder: of the masks, or one mask.
  /// - Throws: ``EvaluationError/masksOfClusters(path:)``, ``EvaluationError/masksOfOtherClasses(path:name:known:)``,
  ///   ``EvaluationError/notMaskStyle(path:reason:)``, ``ClassTableError/ambiguous(path:what:)``.
  public func reading(masksIn folder: URL) throws -> MaskEvaluation {
    guard rule == .identity else { return self }
    let folder = FileIdentity.kind(folder) == .folder ? folder : folder.deletingLastPathComponent()
    let file = folder.appending(path: "classes.csv")
    guard FileIdentity.kind(file) == .file else { return self }
    let text = String(decoding: try TextFile.bytes(of: file), as: UTF8.self)
    guard let style = try MaskStyle(csv: text, path: file.path) else { return self }
    if style.entries.map(\.name) == style.entries.indices.map(MaskEncoding.name(ofCluster:)) {
      throw EvaluationError.masksOfClusters(path: file.path)
    }
    var evaluation = self
    evaluation.maskClasses = try classes?.written(as: style, path: file.path)
    return evaluation
  }
}

extension ClassTable {
  /// The same classes by the values and colours of masks, in which 255 and black are no class unless they are listed.
  fileprivate func written(as style: MaskStyle, path: String) throws -> ClassTable {
    var own = classes.map { Class(name: $0.name, values: []) }
    var colours: Set<Palette.Colour> = []
    for entry in style.entries {
      guard let index = own.firstIndex(where: { $0.name == entry.name }) else {
        throw EvaluationError.masksOfOtherClasses(path: path, name: entry.name, known: classes.map(\.name))
      }
      own[index].values.append(entry.value)
      if colours.insert(entry.colour).inserted { own[index].colours.append(entry.colour) }
    }
    let (none, black) = (ConfusionMatrix.none, Palette.Colour(hex: 0))
    return try ClassTable(
      classes: own, ignoredValues: style.entries.contains { $0.value == none } ? [] : [none],
      ignoredColours: colours.contains(black) ? [] : [black], path: path)
  }
}
