extension ParameterStore {
  /// Multiplies every element.
  public mutating func scale(by factor: Float) {
    values.withUnsafeMutableBuffer { for index in $0.indices { $0[index] *= factor } }
  }

  /// The Euclidean norm of all elements.
  public var norm: Double {
    values.withUnsafeBuffer { $0.reduce(0.0) { $0 + Double($1) * Double($1) } }.squareRoot()
  }

  /// Scales the elements down so that their norm is at most `limit`; 0 sets no limit.
  /// - Returns: the norm before.
  @discardableResult
  public mutating func clip(toNorm limit: Float) -> Double {
    let norm = norm
    if limit > 0 && norm > Double(limit) { scale(by: Float(Double(limit) / norm)) }
    return norm
  }
}
