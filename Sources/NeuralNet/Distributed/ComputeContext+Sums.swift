extension ComputeContext {
  /// The sums of values over all parts of the batch of a training step; the values as they are outside of one.
  ///
  /// Every part must ask for the same sums in the same order, since each waits for the others.
  public func sums(_ values: [Double]) -> [Double] {
    guard let membership else { return values }
    var own = values
    return own.withUnsafeMutableBytes { bytes in
      guard let address = bytes.baseAddress else { return [] }
      return membership.team.meet(membership.member, bringing: address) { brought, sums in
        let brought = brought.map { $0.assumingMemoryBound(to: Double.self) }
        sums.join(brought, count: values.count)
        return Array(UnsafeBufferPointer(start: brought[0], count: values.count))
      }
    }
  }

  /// Sums a tensor over all parts of the batch of a training step, and computes something of the sum. `body` runs once for all
  /// parts of a process, which wait for it.
  public func withSum<Outcome: Sendable>(
    of tensor: Tensor, _ body: (_ sum: Tensor, _ context: ComputeContext) -> Outcome
  ) -> Outcome {
    guard let membership else { return body(tensor, self) }
    var own = tensor
    return own.withMutablePointer { address in
      membership.team.meet(membership.member, bringing: UnsafeMutableRawPointer(address)) { brought, sums in
        let brought = brought.map { $0.assumingMemoryBound(to: Float.self) }
        sums.join(brought, count: tensor.count)
        let context = membership.team.context
        let sum = context.filled(tensor.shape) { $0.update(from: brought[0], count: tensor.count) }
        return body(sum, context)
      }
    }
  }
}
