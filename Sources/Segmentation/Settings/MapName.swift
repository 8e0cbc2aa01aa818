/// The names of the maps that methods give.
public enum MapName {
  /// The map of as many clusters as classes are to be found.
  public static let main = "main"
  /// The map of more clusters than classes.
  public static let overclustering = "overclustering"
  /// The map of overclusters that are merged to as many as there are classes.
  public static let merged = "merged"
}
