import ArgumentParser
import Segmentation

@main
struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Segment folders of images without labels, by Invariant Information Clustering.",
    version: "0.1.0")
}
