import Basics

/// Why a naming cannot be read, or does not fit the masks, the model or the labels.
public enum NamingError: FileError, Hashable {
  /// The file holds no naming.
  case notNaming(path: String, reason: String)
  /// The file holds no table of what masks show.
  case notMaskStyle(path: String, reason: String)
  /// The scribbles of the file cannot be used.
  case notScribbles(path: String, reason: String)
  /// The file has no scribbles.
  case noScribbles(path: String)
  /// The scribbles of the file are on images that are not there.
  case scribblesElsewhere(path: String, image: String, example: String)
  /// Two classes of the naming have one name.
  case repeatedName(path: String, name: String)
  /// The labels that clusters are matched to show one class only.
  case oneClass(path: String, name: String)
  /// The naming is of the clusters of another model.
  case otherModel(path: String, named: String, model: String)
  /// The naming is of the clusters of another map.
  case otherMap(path: String, named: String, map: String)
  /// The naming has more clusters than the masks.
  case otherClusters(path: String, named: Int, clusters: Int)
  /// The naming has a class that the labels do not have.
  case otherClasses(path: String, name: String, known: [String])
  /// The masks hold clusters and cannot be read as classes.
  case masksOfClusters(path: String)
  /// The naming has more classes than pictures have colours for.
  case tooManyClasses(path: String, count: Int)

  public var path: String {
    switch self {
    case .notNaming(let path, _), .notMaskStyle(let path, _), .notScribbles(let path, _), .noScribbles(let path),
      .scribblesElsewhere(let path, _, _), .repeatedName(let path, _),
      .oneClass(let path, _), .otherModel(let path, _, _), .otherMap(let path, _, _),
      .otherClusters(let path, _, _), .otherClasses(let path, _, _), .masksOfClusters(let path),
      .tooManyClasses(let path, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .notNaming(_, let reason), .notScribbles(_, let reason): reason
    case .noScribbles: "has no scribbles that a classifier could learn from; paint some in the page, or apply its names"
    case .scribblesElsewhere(_, let image, let example):
      "has scribbles on other images, such as \(image); the images here are named like \(example)"
    case .oneClass(_, let name):
      "shows the class \(name) only, and so do all other labels, which leaves nothing to tell apart; label images that "
        + "show other classes too"
    case .repeatedName(_, let name): "names the class \(name) twice; give each class a name of its own"
    case .notMaskStyle(_, let reason):
      "\(reason); masks are read by this file; segment again, or remove the file if the masks hold the values of the "
        + "labels"
    case .otherModel(_, let named, let model):
      "names the clusters of the model \(named), but these are of the model \(model), which numbers its clusters "
        + "differently; match the masks of this model to labels again"
    case .otherMap(_, let named, let map):
      "names the clusters of the map \(named), but these are of the map \(map); choose the named map, or match "
        + "this one to labels again"
    case .otherClusters(_, let named, let clusters):
      "names \(NumberText.count(named, "cluster")), but the masks have \(clusters); choose the named map"
    case .otherClasses(_, let name, let known):
      "has the class \(name), which the labels do not have; theirs are \(known.joined(separator: ", "))"
    case .masksOfClusters: "says that the masks hold clusters, not classes"
    case .tooManyClasses(_, let count): "has \(count) classes; pictures show at most \(MaskLegend.mostClasses)"
    }
  }
}
