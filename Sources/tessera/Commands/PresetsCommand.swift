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
    let presets = Preset.all + Preset.grouping
    let width = presets.map(\.name.count).max() ?? 0
    for preset in presets {
      let isStandard = [Preset.standard.name, Preset.standardGrouping.name].contains(preset.name)
      let standard =
        isStandard ? " (the default\(preset.configuration.network.groupsImages ? " of `tessera group`" : ""))" : ""
      print(preset.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + preset.summary + standard)
    }
  }
}
