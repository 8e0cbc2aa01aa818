import Basics

extension ParameterStore {
  /// Multiplies every element.
  public mutating func scale(by factor: Float) {
    values.withUnsafeMutableBuffer { for index in $0.indices { $0[index] *= factor } }
  }

  /// Adds the elements of another store, each times `factor`.
  /// - Precondition: the layouts are equal.
  public mutating func add(_ other: ParameterStore, times factor: Float) {
    precondition(other.layout == layout, "stores of two layouts")
    other.values.withUnsafeBuffer { other in
      values.withUnsafeMutableBuffer { for index in $0.indices { $0[index] += factor * other[index] } }
    }
  }

  /// The Euclidean norm of all elements.
  public var norm: Double {
    values.withUnsafeBuffer { values in
      // Eight sums, since the additions of a single sum wait for one another.
      var sums = SIMD8<Double>()
      let whole = values.count / 8 * 8
      for start in stride(from: 0, to: whole, by: 8) {
        var lanes = SIMD8<Double>()
        for lane in 0..<8 { lanes[lane] = Double(values[start + lane]) }
        sums += lanes * lanes
      }
      return values[whole...].reduce(sums.sum()) { $0 + Double($1) * Double($1) }
    }.squareRoot()
  }

  /// Scales the elements down so that their norm is at most `limit`; 0 sets no limit.
  /// - Returns: the norm before the scaling.
  @discardableResult
  public mutating func clip(toNorm limit: Float) -> Double {
    let norm = norm
    if limit > 0 && norm > Double(limit) { scale(by: Float(Double(limit) / norm)) }
    return norm
  }
}
