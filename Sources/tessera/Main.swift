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
      RunCommand.self, TrainCommand.self, SegmentCommand.self, EvaluateCommand.self, OverlayCommand.self,
      ReportCommand.self, PresetsCommand.self, ClassesCommand.self, InspectCommand.self, IdsCommand.self,
      BenchmarkCommand.self,
    ])

  static func main() {
    Interruption.install()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as TrainingError {
      guard case .interrupted = error else { exit(withError: error) }
      Console.standard.note("\(error)")
      Foundation.exit(Interruption.exitCode)
    } catch {
      exit(withError: RemediedError(error) ?? error)
    }
  }
}
