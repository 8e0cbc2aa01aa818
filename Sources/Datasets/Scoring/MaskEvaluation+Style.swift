import Basics
import Foundation
import Imaging

extension MaskEvaluation {
  /// The same for masks in `folder`: what a file beside them says of the masks decides how they are read as classes, and
  /// names the model in the scores.
  /// - Parameter folder: of the masks, or one mask.
  /// - Throws: ``NamingError``, ``ClassTableError/ambiguous(path:what:)``.
  public func reading(masksIn folder: URL) throws -> MaskEvaluation {
    var evaluation = self
    guard rule == .identity else {
      evaluation.masks = try Naming.written(beside: folder)?.naming
      return evaluation
    }
    guard let (naming, file) = try Naming.ofMasks(in: folder) else { return self }
    evaluation.masks = naming
    if naming.kind == .clusters { throw NamingError.masksOfClusters(path: file.path) }
    evaluation.maskClasses = try classes?.written(as: naming.maskClasses, path: file.path)
    return evaluation
  }
}

extension ClassTable {
  /// The same classes by the values and colours of masks, in which 255 and black are no class unless they are listed.
  fileprivate func written(as masks: [NamedClass], path: String) throws -> ClassTable {
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
