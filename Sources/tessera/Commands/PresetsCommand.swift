import ArgumentParser
import Foundation
import TesseraKit

struct PresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets",
    abstract: "List the presets, or print one as a configuration file.",
    discussion: """
      A printed preset is a start for a file of one's own; a file need only name what it changes.

        tessera presets aerial > mine.yaml
        tessera train tiles --output run --config mine.yaml
      """)

  @Argument(help: "The preset to print.")
  var name: String?

  func run() throws {
    if let name {
      print(try ConfigurationFile.encode(Preset.named(name).configuration), terminator: "")
      return
    }
    let width = Preset.all.map(\.name.count).max() ?? 0
    for preset in Preset.all {
      let standard = preset.name == Preset.standard.name ? " (the default)" : ""
      print(preset.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + preset.summary + standard)
    }
  }
}
