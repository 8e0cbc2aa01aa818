/// The height or the width of a map in a graph: a number, or what the graph computes of the size of its input.
///
/// Equal extents are equal numbers at every input size. Numbers that are known are computed at once, so a graph of one input
/// size computes no sizes.
package indirect enum Extent: Hashable, Sendable {
  case fixed(Int)
  /// The height of the input, which may be any.
  case inputHeight
  /// The width of the input, which may be any.
  case inputWidth
  /// Times a factor, rounded to the nearest whole number, and at least 1.
  case scaled(Extent, by: Float)
  case atLeast(Extent, Int)
  /// The next multiple.
  case roundedUp(Extent, to: Int)
  /// Divided and rounded down.
  case divided(Extent, by: Int)
  case plus(Extent, Int)
  case times(Extent, Int)

  package func scaled(by factor: Float) -> Extent {
    if factor == 1 { return self }
    guard case .fixed(let value) = self else { return .scaled(self, by: factor) }
    return .fixed(max(1, Int((Float(value) * factor).rounded())))
  }

  package func atLeast(_ least: Int) -> Extent {
    if least <= 1 { return self }
    guard case .fixed(let value) = self else { return .atLeast(self, least) }
    return .fixed(max(value, least))
  }

  package func roundedUp(to unit: Int) -> Extent {
    if isMultiple(of: unit) { return self }
    guard case .fixed(let value) = self else { return .roundedUp(self, to: unit) }
    return .fixed((value + unit - 1) / unit * unit)
  }

  package func divided(by divisor: Int) -> Extent {
    switch self {
    case _ where divisor == 1: self
    case .fixed(let value): .fixed(value / divisor)
    case .divided(let whole, let other): whole.divided(by: other * divisor)
    case .times(let whole, let factor) where factor.isMultiple(of: divisor): whole.times(factor / divisor)
    case .times(let whole, let factor) where divisor.isMultiple(of: factor): whole.divided(by: divisor / factor)
    default: .divided(self, by: divisor)
    }
  }

  package func times(_ factor: Int) -> Extent {
    if factor == 1 { return self }
    guard case .fixed(let value) = self else { return .times(self, factor) }
    return .fixed(value * factor)
  }

  package func plus(_ number: Int) -> Extent {
    switch self {
    case _ where number == 0: self
    case .fixed(let value): .fixed(value + number)
    case .plus(let whole, let other): whole.plus(other + number)
    default: .plus(self, number)
    }
  }

  /// `(self + number) / step + 1`, rounded down: the outputs of a layer with a stride.
  package func outputs(plus number: Int, step: Int) -> Extent {
    guard isMultiple(of: step) else { return plus(number).divided(by: step).plus(1) }
    let whole = number >= 0 ? number / step : -((step - 1 - number) / step)
    return divided(by: step).plus(whole + 1)
  }

  /// Whether it is a multiple at every input size, as far as is known.
  package func isMultiple(of unit: Int) -> Bool {
    switch self {
    case _ where unit == 1: true
    case .fixed(let value): value.isMultiple(of: unit)
    case .roundedUp(_, let step): step.isMultiple(of: unit)
    case .divided(let whole, let divisor): whole.isMultiple(of: unit * divisor)
    case .times(let whole, let factor):
      factor.isMultiple(of: unit) || (unit.isMultiple(of: factor) && whole.isMultiple(of: unit / factor))
    default: false
    }
  }

  /// How many times as large `other` is; nil where that is no whole number, or not known.
  package func ratio(of other: Extent) -> Int? {
    if self == other { return 1 }
    if case .fixed(let small) = self, case .fixed(let large) = other {
      return small > 0 && large.isMultiple(of: small) ? large / small : nil
    }
    if case .times(self, let factor) = other { return factor }
    guard case .divided(let whole, let divisor) = self, whole.isMultiple(of: divisor) else { return nil }
    if whole == other { return divisor }
    guard case .divided(whole, let finer) = other, divisor.isMultiple(of: finer) else { return nil }
    return divisor / finer
  }
}
