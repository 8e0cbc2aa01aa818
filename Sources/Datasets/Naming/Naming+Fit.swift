import Basics

extension Naming {
  /// Refuses this naming for clusters of another model or another map; where either side does not say which they are,
  /// there is nothing to refuse.
  /// - Parameters:
  ///   - clusters: the naming that says where the clusters come from.
  ///   - path: of the file that this naming comes from, for errors.
  /// - Throws: ``NamingError/otherModel(path:named:model:)``, ``NamingError/otherMap(path:named:map:)``.
  public func checkOrigin(_ clusters: Naming, path: String = "the naming") throws {
    if let model, let other = clusters.model, model != other {
      throw NamingError.otherModel(path: path, named: model, model: other)
    }
    if let map, let other = clusters.map, map != other {
      throw NamingError.otherMap(path: path, named: map, map: other)
    }
  }

  /// This naming for the clusters of a model, those included that it does not know, which get no class.
  /// - Parameters:
  ///   - clusters: all of them under their numbers, with the model and map they are of.
  ///   - path: of the file that this naming comes from, for errors.
  /// - Throws: as ``checkOrigin(_:path:)``; ``NamingError/otherClusters(path:named:clusters:)`` for a naming of more
  ///   clusters than there are.
  public func fitted(to clusters: Naming, path: String = "the naming") throws -> Naming {
    try checkOrigin(clusters, path: path)
    let count = clusters.classOfCluster.count
    guard classOfCluster.count <= count else {
      throw NamingError.otherClusters(path: path, named: classOfCluster.count, clusters: count)
    }
    var fitted = covering(clusters: count)
    fitted.model = clusters.model ?? model
    fitted.map = clusters.map ?? map
    return fitted
  }

  /// This naming in other classes, such as those of labels to score against: a class is the one of its name or, where
  /// not one name is among them, the one of its number.
  /// - Parameter path: of the file that this naming comes from, for errors.
  /// - Throws: ``NamingError/otherClasses(path:name:known:)`` for a class that is shown and not among `classes`.
  public func inClasses(_ classes: [NamedClass], path: String = "the naming") throws -> Naming {
    let shown = Set(classOfCluster.compactMap { $0 }).sorted()
    func numberOfName(_ number: Int) -> Int? {
      let name = self.classes[number].name
      return classes.indices.contains(number) && classes[number].name == name
        ? number : classes.firstIndex { $0.name == name }
    }
    let byName = shown.contains { numberOfName($0) != nil }
    var numbers: [Int: Int] = [:]
    for number in shown {
      guard let found = byName ? numberOfName(number) : classes.indices.contains(number) ? number : nil else {
        throw NamingError.otherClasses(path: path, name: self.classes[number].name, known: classes.map(\.name))
      }
      numbers[number] = found
    }
    return Naming(classes, classOfCluster: classOfCluster.map { $0.flatMap { numbers[$0] } }, model: model, map: map)
  }
}
