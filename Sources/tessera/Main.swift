import ArgumentParser
import Segmentation

@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Segment folders of images without labels, by Invariant Information Clustering.",
    version: "0.1.0",
    subcommands: [TrainCommand.self, SegmentCommand.self, PresetsCommand.self, BenchmarkCommand.self])

  static func main() {
    Interruption.install()
    main(nil)
  }
}
