import Dispatch
import Foundation

/// Lets the members of a team work in turns, where there are fewer threads than members, and meet.
///
/// A turn passes from one member to a certain other one, which alone wakes.
final class Turns: @unchecked Sendable {
  /// The most members that work at a time.
  let mostWorking: Int
  private let lock = NSLock()
  /// Each is signalled when its member may work.
  private let signals: [DispatchSemaphore]
  /// Guarded by `lock`, as are all below: members that work.
  private var working = 0
  /// Members that could work and wait for a turn, the first ones first.
  private var ready: [Int] = []
  /// What the members that have come to a meeting have brought.
  private var brought: [UnsafeMutableRawPointer?]
  private var arrived = 0
  /// What the members get from the last meeting.
  private var outcome: (any Sendable)?

  init(members: Int, working mostWorking: Int) {
    self.mostWorking = mostWorking
    signals = (0..<members).map { _ in DispatchSemaphore(value: 0) }
    brought = [UnsafeMutableRawPointer?](repeating: nil, count: members)
  }

  /// Waits until the member may begin.
  func enter(_ member: Int) {
    lock.lock()
    let mayWork = working < mostWorking
    if mayWork { working += 1 } else { ready.append(member) }
    lock.unlock()
    if !mayWork { signals[member].wait() }
  }

  /// Ends the work of a member.
  func leave() {
    lock.lock()
    precondition(arrived == 0, "a member of a team has left while others wait for it")
    passTurn()
    lock.unlock()
  }

  /// Waits for all members. Then the last one to come computes, from what each has brought, what all get.
  func meet<Outcome: Sendable>(
    _ member: Int, bringing own: UnsafeMutableRawPointer, _ body: ([UnsafeMutableRawPointer]) -> Outcome
  ) -> Outcome {
    lock.lock()
    brought[member] = own
    arrived += 1
    if arrived == brought.count {
      let all = brought.compactMap { $0 }
      lock.unlock()
      let result = body(all)
      lock.lock()
      (outcome, arrived) = (result, 0)
      ready += brought.indices.filter { $0 != member }
      while working < mostWorking, !ready.isEmpty {
        working += 1
        signals[ready.removeFirst()].signal()
      }
      lock.unlock()
      return result
    }
    passTurn()
    lock.unlock()
    signals[member].wait()
    lock.lock()
    defer { lock.unlock() }
    guard let result = outcome as? Outcome else {
      preconditionFailure("the members of a team met for different things")
    }
    return result
  }

  private func passTurn() {
    if ready.isEmpty { working -= 1 } else { signals[ready.removeFirst()].signal() }
  }
}
