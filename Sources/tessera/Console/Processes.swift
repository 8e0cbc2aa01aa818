import ArgumentParser
import Foundation
import Synchronization
import TesseraKit

/// A command whose work several processes can share.
protocol SharedCommand: ParsableCommand {
  /// Whether the options leave something to share.
  var isShared: Bool { get }
}

extension SharedCommand {
  var isShared: Bool { true }
}

/// The processes that `mpirun` or a scheduler has started this command as. The first one alone writes and reports.
enum Processes {
  private static let joined = Mutex<any Communicator>(SingleProcess())
  /// How many of them are on this machine.
  private static let neighbours = Mutex(1)

  private static var communicator: any Communicator { joined.withLock { $0 } }

  /// Seconds after which another process than the first reports an error, which the first may be about to report.
  private static let patience = 2.0

  /// Finds the other processes. From now on only the first one says anything.
  /// - Throws: `ProcessesError`.
  static func join() throws {
    let count = launched(ProcessInfo.processInfo.environment)
    guard count > 1 else { return }
    #if MPI
      let processes = try MPICommunicator()
      joined.withLock { $0 = processes }
      let hosts = processes.gathered(processes.host)
      neighbours.withLock { $0 = hosts.count { $0 == processes.host } }
      guard !processes.isFirst else { return }
      Console.standard.silence()
      let nowhere = open("/dev/null", O_WRONLY)
      if nowhere >= 0 { dup2(nowhere, STDOUT_FILENO) }
    #else
      throw ProcessesError.notSupported(processes: count)
    #endif
  }

  /// How many processes MPI's launchers or a scheduler with MPI say that they have started together.
  static func launched(_ environment: [String: String]) -> Int {
    let counts = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"].compactMap { environment[$0].flatMap(Int.init) }
    if let count = counts.first { return count }
    guard environment["PMIX_RANK"] != nil else { return 1 }
    return environment["SLURM_NTASKS"].flatMap(Int.init) ?? 1
  }

  /// - Throws: an error where several processes would do the same work.
  static func check(_ command: any ParsableCommand) throws {
    guard !communicator.isAlone, (command as? any SharedCommand)?.isShared != true else { return }
    let name = type(of: command).configuration.commandName ?? "this command"
    throw ValidationError("\(name) works in one process; start it without mpirun.")
  }

  /// - Parameter threads: as asked for; nil for this process's share of the cores of its machine.
  static func context(threads: Int?) -> ComputeContext {
    let neighbours = neighbours.withLock { $0 }
    let share = max(1, min(Parallel.availableThreads, ProcessInfo.processInfo.activeProcessorCount / neighbours))
    return ComputeContext(threads: threads ?? (neighbours > 1 ? share : nil), communicator: communicator)
  }

  /// The share of this process, where there are several.
  static var share: Share? {
    let processes = communicator
    return processes.isAlone ? nil : Share(index: processes.rank + 1, count: processes.size)
  }

  /// Whether this process writes what all have made.
  static var isFirst: Bool { communicator.isFirst }

  /// What every process has made, in the order of their shares. Each waits for all.
  static func gathered<Part: Codable>(_ part: Part) throws -> [(path: String, part: Part)] {
    try communicator.gathered(JSONText.compact(part)).enumerated().map { rank, text in
      ("process \(rank)", try JSONDecoder().decode(Part.self, from: Data(text.utf8)))
    }
  }

  /// This process's share of something that the processes of a machine have together.
  static func share(of amount: Int) -> Int { amount / neighbours.withLock { $0 } }

  /// Waits for the other processes, at the end of a command.
  static func end() {
    #if MPI
      (communicator as? MPICommunicator)?.end()
    #endif
  }

  /// Reports an error and ends all processes, where there are several.
  static func fail(_ message: String, status: Int32) {
    #if MPI
      guard let processes = communicator as? MPICommunicator else { return }
      if !processes.isFirst { Thread.sleep(forTimeInterval: patience) }
      let text = "process \(processes.rank) on \(processes.host): \(message)\n"
      FileHandle.standardError.write(Data(text.utf8))
      processes.abort(status: status)
    #endif
  }
}
