import ArgumentParser
import Foundation
import TesseraKit

@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Segment folders of images without labels, by Invariant Information Clustering.",
    version: "0.1.0",
    subcommands: [
      RunCommand.self, TrainCommand.self, SegmentCommand.self, EvaluateCommand.self, AreasCommand.self,
      OverlayCommand.self, SieveCommand.self, PolygonsCommand.self, ConvertCommand.self, ReportCommand.self,
      PageCommand.self, TeachCommand.self, PresetsCommand.self, ClassesCommand.self, InspectCommand.self,
      GroupCommand.self, MergeCommand.self, IdsCommand.self, JoinCommand.self, CompareCommand.self, ExportCommand.self,
      BenchmarkCommand.self,
    ])

  static func main() {
    Interruption.install()
    do {
      try Processes.join()
      var command = try parseAsRoot(Spelling.british(Array(CommandLine.arguments.dropFirst())))
      try Processes.check(command)
      try command.run()
      Processes.end()
    } catch let error as TrainingError {
      let remedied: any Error = RemediedError(error) ?? error
      guard case .interrupted = error else { end(withError: remedied) }
      Console.standard.note("\(remedied)")
      Processes.end()
      Foundation.exit(Interruption.exitCode)
    } catch let error as Tessera.EvaluationFailure {
      for failure in error.failures.prefix(10) { Console.standard.note("error: \(failure.remedied)") }
      end(withError: RemediedError(error.cause) ?? error.cause)
    } catch {
      end(withError: RemediedError(error) ?? error)
    }
  }

  /// Ends this process with the error's message and exit code, and those that work with it, unless the error only shows help.
  private static func end(withError error: any Error) -> Never {
    let code = exitCode(for: error)
    // An exit code alone tells of files that failed, at the end of a command that all processes have finished.
    if code.isSuccess || error is ExitCode {
      Processes.end()
    } else {
      Processes.fail(fullMessage(for: error), status: code.rawValue)
    }
    exit(withError: error)
  }
}
