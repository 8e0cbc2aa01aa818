import Basics

extension Naming {
  /// Refuses this naming for clusters of another model or another map. A naming that does not know its model or its map
  /// fits every one.
  /// - Parameters:
  ///   - clusters: the naming that has the model and the map of the clusters.
  ///   - path: of the file that this naming comes from, for errors.
  /// - Throws: ``NamingError/otherModel(path:named:model:)``, ``NamingError/otherMap(path:named:map:)``.
  package func checkOrigin(_ clusters: Naming, path: String = "the naming") throws {
    if let model, let other = clusters.model, model != other {
      throw NamingError.otherModel(path: path, named: model, model: other)
    }
    if let map, let other = clusters.map, map != other {
      throw NamingError.otherMap(path: path, named: map, map: other)
    }
  }

  /// This naming for all clusters of a model; clusters that it does not know show no class.
  /// - Parameters:
  ///   - clusters: all clusters under their numbers, with their model and map.
  ///   - path: of the file that this naming comes from, for errors.
  /// - Throws: ``NamingError/otherModel(path:named:model:)``, ``NamingError/otherMap(path:named:map:)``;
  ///   ``NamingError/otherClusters(path:named:clusters:)`` for a naming of more clusters than there are.
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

  /// This naming in other classes, such as those of the labels. Classes are compared by name or, where no name is among
  /// `classes`, by number.
  /// - Parameter path: of the file that this naming comes from, for errors.
  /// - Throws: ``NamingError/otherClasses(path:name:known:)`` for a class that is shown and not among `classes`.
  package func inClasses(_ classes: [NamedClass], path: String = "the naming") throws -> Naming {
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

  /// This naming among classes that are only the values of labels. A class is found by its name or, where no name is among
  /// `classes`, by its value. Classes that are not found are added.
  func amongValues(_ classes: [NamedClass]) -> Naming {
    var classes = classes
    let shown = Set(classOfCluster.compactMap { $0 }).sorted()
    let byName = shown.contains { number in classes.contains { $0.name == self.classes[number].name } }
    var numbers: [Int: Int] = [:]
    for number in shown {
      let value = self.classes[number].value(number: number)
      let name = byName ? self.classes[number].name : "\(value)"
      if let found = classes.firstIndex(where: { $0.name == name }) {
        numbers[number] = found
      } else {
        numbers[number] = classes.count
        classes.append(NamedClass(name: name, values: [value]))
      }
    }
    return Naming(classes, classOfCluster: classOfCluster.map { $0.flatMap { numbers[$0] } }, model: model, map: map)
  }
}
