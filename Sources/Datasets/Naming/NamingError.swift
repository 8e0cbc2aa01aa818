import Basics

/// Why a naming cannot be read, or is not of the masks, the model or the labels at hand.
public enum NamingError: FileError, Hashable {
  /// The file holds no naming.
  case notNaming(path: String, reason: String)
  /// The file holds no table of what masks show.
  case notMaskStyle(path: String, reason: String)
  case otherModel(path: String, named: String, model: String)
  case otherMap(path: String, named: String, map: String)
  case otherClusters(path: String, named: Int, clusters: Int)
  case otherClasses(path: String, name: String, known: [String])
  /// Masks are to be read as classes and hold clusters.
  case masksOfClusters(path: String)
  /// More classes than pictures have colours for.
  case tooManyClasses(path: String, count: Int)

  public var path: String {
    switch self {
    case .notNaming(let path, _), .notMaskStyle(let path, _), .otherModel(let path, _, _), .otherMap(let path, _, _),
      .otherClusters(let path, _, _), .otherClasses(let path, _, _), .masksOfClusters(let path),
      .tooManyClasses(let path, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .notNaming(_, let reason): reason
    case .notMaskStyle(_, let reason):
      "\(reason); masks are read by this file, so segment again, or remove it if the masks' values are the labels'"
    case .otherModel(_, let named, let model):
      "names the clusters of the model \(named), but these are of the model \(model), which numbers its clusters "
        + "otherwise; match the masks of this model to labels again"
    case .otherMap(_, let named, let map):
      "names the clusters of the map \(named), but these are of the map \(map); choose the map that was named, or match "
        + "this one to labels again"
    case .otherClusters(_, let named, let clusters):
      "names \(named) clusters, but the masks have \(clusters); choose the map that was named"
    case .otherClasses(_, let name, let known):
      "has the class \(name), which the labels do not have; theirs are \(known.joined(separator: ", "))"
    case .masksOfClusters: "says that the masks hold clusters, not classes"
    case .tooManyClasses(_, let count): "has \(count) classes; pictures show at most \(MaskLegend.mostClasses)"
    }
  }
}
