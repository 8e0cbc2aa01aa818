import Basics
import Synchronization

/// The parts of a batch, which are computed apart in a training step, each by a member of the team.
///
/// The members of a process run on threads of their own. Where a member needs what all parts say together, such as the sums
/// of a batch norm, it waits for the others, and the last one to come joins the values as ``SumTree`` says. Members may be in
/// several processes. Results are the same for any number of threads and processes.
package final class StepTeam: @unchecked Sendable {
  /// The parts of this process.
  package let parts: Range<Int>
  /// The threads and the memory of this process.
  let context: ComputeContext
  private let sums: JoinedSums
  private let turns: Turns

  /// - Parameters:
  ///   - count: the parts of the batch, over all processes.
  ///   - context: of this process; its communicator knows the others.
  /// - Precondition: there are at least as many parts as processes.
  package init(parts count: Int, context: ComputeContext) {
    let processes = context.communicator
    precondition(count >= processes.size, "\(count) parts of a batch for \(processes.size) processes")
    sums = JoinedSums(parts: count, context: context)
    parts = SumTree.shares(of: count, processes: processes.size)[processes.rank]
    self.context = context
    turns = Turns(members: parts.count, working: min(parts.count, context.threads))
  }

  /// Runs `body` for each part of this process.
  /// - Parameter body: gets the place of the part among ``parts``, and a context for its kernels. It meets the other members
  ///   as often as each of them, and throws where all do.
  /// - Returns: the results in the order of the parts.
  package func run<Result: Sendable>(
    _ body: @Sendable (_ member: Int, _ context: ComputeContext) throws -> Result
  ) throws -> [Result] {
    let kernels = Parallel(threads: max(1, context.threads / turns.mostWorking))
    let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: parts.count))
    MemberThread.run(parts.count) { member in
      turns.enter(member)
      let own = ComputeContext(context, part: TeamMember(team: self, place: member), parallel: kernels)
      let result = Swift.Result { try body(member, own) }
      turns.leave()
      results.withLock { $0[member] = result }
    }
    return try results.withLock { $0 }.compactMap { $0 }.map { try $0.get() }
  }

  /// What was exchanged with other processes so far.
  package var cost: ExchangeCost { sums.cost }

  /// Adds the gradients of all parts, those of other processes included.
  /// - Parameter gradients: one store for each part of this process. The first becomes the sum; the others are used up.
  package func sum(_ gradients: inout [ParameterStore]) {
    let count = gradients[0].values.count
    gradients.withUnsafeMutableBufferPointer { stores in
      func lend(_ lent: [UnsafeMutablePointer<Float>]) {
        guard lent.count < stores.count else { return sums.join(lent, count: count) }
        stores[lent.count].values.withMutablePointer { lend(lent + [$0]) }
      }
      lend([])
    }
  }

  /// Waits for all members. Then one of them computes, from what each has brought, what all get.
  /// - Parameters:
  ///   - brought: stays where it is until the meeting ends.
  ///   - body: gets what the members have brought, in the order of the parts, and joins it across processes.
  func meet<Outcome: Sendable>(
    _ member: Int, bringing own: UnsafeMutableRawPointer,
    _ body: (_ brought: [UnsafeMutableRawPointer], _ sums: JoinedSums) -> Outcome
  ) -> Outcome {
    turns.meet(member, bringing: own) { body($0, sums) }
  }
}
