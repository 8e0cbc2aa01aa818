/// Cohen's kappa: how far masks and labels agree beyond what their shares of the classes give by chance.
///
/// Source: Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 1960; as in
/// scikit-learn and in GRASS's `r.kappa`.
package enum CohensKappa {
  /// (p_o - p_e) / (1 - p_e), at most 1; nil without pixels, and where one class has all pixels of both.
  /// - Parameters:
  ///   - right: pixels to which both give the same class.
  ///   - labelled: pixels of each class in the labels; all pixels are among them.
  ///   - predicted: pixels of each class in the masks. Pixels without a class are left out.
  package static func value(right: Int, labelled: [Int], predicted: [Int]) -> Double? {
    let pixels = Double(labelled.reduce(0, +))
    guard pixels > 0 else { return nil }
    let observed = Double(right) / pixels
    let chance = zip(labelled, predicted).reduce(0) { $0 + Double($1.0) / pixels * (Double($1.1) / pixels) }
    return chance < 1 ? (observed - chance) / (1 - chance) : nil
  }
}

extension Scores {
  /// Cohen's kappa, 1 at best and 0 by chance; nil where labels and masks have one class alone, the same one.
  public var kappa: Double? {
    var predicted = [Int](repeating: 0, count: perClass.count)
    var right = 0
    for (cluster, counts) in confusion.enumerated() {
      guard let label = naming.number(ofCluster: cluster) else { continue }
      predicted[label] += counts.reduce(0, +)
      right += counts[label]
    }
    return CohensKappa.value(right: right, labelled: perClass.map(\.pixels), predicted: predicted)
  }
}
