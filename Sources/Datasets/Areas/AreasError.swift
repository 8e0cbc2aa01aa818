import Basics

/// Why areas cannot be told.
public enum AreasError: FileError, Hashable, Sendable {
  /// Two folders of masks have files of names that differ.
  case differentLegends(path: String, otherPath: String)
  /// The masks hold clusters and cannot be read as the classes of a data set.
  case masksOfClusters(path: String)
  /// The masks hold classes already, so that names of clusters mean nothing for them.
  case masksOfClasses(path: String)
  /// Two rasters of one size do not lie on the same place.
  case otherPlace(path: String, otherPath: String)
  /// A file of sample points cannot be used.
  case sample(path: String, reason: String)

  public var path: String {
    switch self {
    case .differentLegends(let path, _), .masksOfClusters(let path), .masksOfClasses(let path),
      .otherPlace(let path, _),
      .sample(let path, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .differentLegends(_, let otherPath):
      "the masks there have other names or values than those of \(otherPath), so that their areas cannot be added up; "
        + "measure the two folders one by one"
    case .masksOfClusters: "says that the masks beside it hold clusters and not classes; give names to the clusters"
    case .masksOfClasses: "says that the masks beside it hold classes already; give no names of clusters"
    case .otherPlace(_, let otherPath):
      "lies elsewhere than \(otherPath) by their georeferences, though both have one size; bring both to one grid"
    case .sample(_, let reason): reason
    }
  }
}
