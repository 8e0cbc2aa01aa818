extension MethodWords {
  /// The words of DeepCluster.
  static let deepCluster = MethodWords(
    loss: "The loss is the cross-entropy of the clusters that k-means found and those that the network tells; lower is "
      + "better, but each clustering begins anew.",
    series: [DeepClusterSettings.head: "clusters told"])
}
