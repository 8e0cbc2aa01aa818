/// A part of the batch of a training step. The other parts are computed at the same time, maybe by other processes.
///
/// Every part asks for the same sums in the same order, since each waits for the others.
protocol BatchPart: Sendable {
  /// The sums of values over all parts.
  func sums(_ values: [Double]) -> [Double]

  /// Sums a tensor over all parts, and computes something of the sum, once for all parts of a process.
  func withSum<Outcome: Sendable>(
    of tensor: Tensor, _ body: (_ sum: Tensor, _ context: ComputeContext) -> Outcome
  ) -> Outcome
}

extension ComputeContext {
  /// The sums of values over all parts of the batch of a training step; the values as they are outside of one.
  ///
  /// Every part must ask for the same sums in the same order, since each waits for the others.
  public func sums(_ values: [Double]) -> [Double] { part?.sums(values) ?? values }

  /// Sums a tensor over all parts of the batch of a training step, and computes something of the sum. `body` runs once for all
  /// parts of a process, which wait for it.
  public func withSum<Outcome: Sendable>(
    of tensor: Tensor, _ body: (_ sum: Tensor, _ context: ComputeContext) -> Outcome
  ) -> Outcome {
    guard let part else { return body(tensor, self) }
    return part.withSum(of: tensor, body)
  }
}
