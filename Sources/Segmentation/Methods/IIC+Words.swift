extension MethodWords {
  /// The words of Invariant Information Clustering, whose series are its two heads.
  static let iic = MethodWords(
    loss: "The loss is minus the mutual information between what the network says of two views of a pixel; "
      + "lower is better.",
    series: [IICSettings.main: "main head", IICSettings.overclustering: "overclustering head"])
}
