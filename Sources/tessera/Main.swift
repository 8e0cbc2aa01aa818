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
      GroupCommand.self, IdsCommand.self, JoinCommand.self, CompareCommand.self, BenchmarkCommand.self,
    ])

  static func main() {
    Interruption.install()
    do {
      var command = try parseAsRoot(Spelling.british(Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let error as TrainingError {
      let remedied: any Error = RemediedError(error) ?? error
      guard case .interrupted = error else { exit(withError: remedied) }
      Console.standard.note("\(remedied)")
      Foundation.exit(Interruption.exitCode)
    } catch let error as Tessera.EvaluationFailure {
      for failure in error.failures.prefix(10) { Console.standard.note("error: \(failure.remedied)") }
      exit(withError: RemediedError(error.cause) ?? error.cause)
    } catch {
      exit(withError: RemediedError(error) ?? error)
    }
  }
}
