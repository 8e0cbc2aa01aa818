import Basics

/// Checks how many clusters a method is to find.
enum ClusterCounts {
  /// - Parameter key: where the settings stand, such as `method.kmeans`.
  /// - Throws: `SettingError`.
  static func validate(classes: Int, overclusters: Int, key: String) throws {
    try SettingCheck.require(
      (2...65_534).contains(classes), "\(key).classes", classes,
      "from 2 to 65534: one class alone leaves nothing to tell apart")
    try SettingCheck.require(
      overclusters == 0 || (2...65_534).contains(overclusters), "\(key).overclusters", overclusters,
      "0 (no overclusters) or from 2 to 65534")
  }
}
