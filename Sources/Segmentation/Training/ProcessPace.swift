import Basics
import Foundation
import NeuralNet

/// What processes that train together tell each other after each step: the time, whether one of them is to stop, and how long
/// each has worked.
struct ProcessPace {
  /// Seconds since the training began, by the clock of the first process, after the last step.
  private(set) var elapsed = 0.0
  private let processes: any Communicator
  /// For each process the seconds of work of the steps after the first ones, waiting left out.
  private var working: [Double]
  private var steps = 0

  /// Steps that are left out, in which memory is touched for the first time; and those that are measured.
  private static let (warmUp, measured) = (5, 50)
  /// A process that works so many times as long as the fastest one is told of.
  private static let unlike = 1.3

  init(_ processes: any Communicator) {
    self.processes = processes
    working = [Double](repeating: 0, count: processes.size)
  }

  /// - Parameters:
  ///   - elapsed: seconds since the training began.
  ///   - working: seconds of work of this process in the step, waiting left out.
  ///   - stops: whether this process was asked to stop.
  /// - Returns: whether any process was asked to stop.
  mutating func agree(elapsed: Double, working seconds: Double, stops: Bool) -> Bool {
    guard !processes.isAlone else { return stops }
    let all = processes.gathered([elapsed, seconds, stops ? 1 : 0])
    self.elapsed = all[0][0]
    steps += 1
    if steps > Self.warmUp { for rank in all.indices { working[rank] += all[rank][1] } }
    return all.contains { $0[2] > 0 }
  }

  /// Which processes hold up the others; nil where none does, or before and after the step at which this is known.
  func warning() -> String? {
    guard !processes.isAlone, steps == Self.warmUp + Self.measured else { return nil }
    let hosts = processes.gathered(processes.host)
    let fastest = working.min() ?? 0
    let slow = working.indices.filter { working[$0] > Self.unlike * fastest }
    guard !slow.isEmpty else { return nil }
    let list = slow.map {
      "process \($0) on \(hosts[$0]) works \(String(format: "%.1f", working[$0] / fastest)) times as long as the fastest"
    }
    return "All processes wait for the slowest in each step: " + list.joined(separator: "; ")
  }
}
