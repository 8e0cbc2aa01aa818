/// A part of a batch that a member of a team computes.
struct TeamMember: BatchPart {
  let team: StepTeam
  /// The place of the part among those of the process.
  let place: Int

  func sums(_ values: [Double]) -> [Double] {
    var own = values
    return own.withUnsafeMutableBytes { bytes in
      guard let address = bytes.baseAddress else { return [] }
      return team.meet(place, bringing: address) { brought, sums in
        let brought = brought.map { $0.assumingMemoryBound(to: Double.self) }
        sums.join(brought, count: values.count)
        return Array(UnsafeBufferPointer(start: brought[0], count: values.count))
      }
    }
  }

  func withSum<Outcome: Sendable>(
    of tensor: Tensor, _ body: (_ sum: Tensor, _ context: ComputeContext) -> Outcome
  ) -> Outcome {
    var own = tensor
    return own.withMutablePointer { address in
      team.meet(place, bringing: UnsafeMutableRawPointer(address)) { brought, sums in
        let brought = brought.map { $0.assumingMemoryBound(to: Float.self) }
        sums.join(brought, count: tensor.count)
        let sum = team.context.filled(tensor.shape) { $0.update(from: brought[0], count: tensor.count) }
        return body(sum, team.context)
      }
    }
  }
}
