import NeuralNet
import Testing

/// Records a failure unless every element of `actual` is within `absolute + relative * |expected|` of `expected`.
///
/// Shapes are compared first. NaN is close to nothing. The failure names the worst element.
package func expectClose(
  _ actual: Tensor, _ expected: Tensor, absolute: Double = 0, relative: Double = 1e-5, _ label: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape else {
    Issue.record("\(label) shape \(actual.shape) is not \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  expectClose(
    actual.values.map(Double.init), expected.values.map(Double.init), absolute: absolute, relative: relative, label,
    sourceLocation: sourceLocation)
}

/// Records a failure unless every element of `actual` is within `absolute + relative * |expected|` of `expected`.
package func expectClose(
  _ actual: [Double], _ expected: [Double], absolute: Double = 0, relative: Double = 1e-5, _ label: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record("\(label) \(actual.count) elements, expected \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  var worst: (index: Int, excess: Double)?
  for index in actual.indices {
    let error = abs(actual[index] - expected[index])
    let excess = error.isNaN ? .infinity : error - (absolute + relative * abs(expected[index]))
    if excess > (worst?.excess ?? 0) { worst = (index, excess) }
  }
  if let worst {
    Issue.record(
      """
      \(label) element \(worst.index) of \(actual.count) is \(actual[worst.index]), expected \(expected[worst.index]) \
      within \(absolute) + \(relative) * |expected|
      """, sourceLocation: sourceLocation)
  }
}

/// Records a failure unless `actual` is within `absolute + relative * |expected|` of `expected`.
package func expectClose(
  _ actual: Double, _ expected: Double, absolute: Double = 0, relative: Double = 1e-5, _ label: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    [actual], [expected], absolute: absolute, relative: relative, label, sourceLocation: sourceLocation)
}
