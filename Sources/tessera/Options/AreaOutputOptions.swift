import ArgumentParser
import TesseraKit

/// Where areas go and how they are written, as told on the command line.
struct AreaOutputOptions: ParsableArguments {
  @Option(help: "Unit of areas: m2, ha, km2, or auto for the one that suits the whole area.")
  var unit = AreaUnitOption.auto

  @Flag(help: "Show lines for each mask too. The CSV has them always.")
  var perImage = false

  @Option(
    help: ArgumentHelp(
      "Write a line for each mask, zone and class as CSV; - for standard output, instead of the table.",
      valueName: "file.csv"))
  var csv: String?

  @Option(help: ArgumentHelp("Write the tables as Markdown; - as above.", valueName: "file.md"))
  var markdown: String?

  @Option(
    help: ArgumentHelp(
      "Write what --sample or --labels estimates, a line for each class, as CSV; - as above.", valueName: "file.csv"))
  var estimates: String?

  @Option(
    help: ArgumentHelp(
      "With --shard, write what the share has, as JSON that `tessera merge` joins; - as above.", valueName: "file"))
  var json: String?

  func validate() throws {
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Only one of --csv, --markdown, --estimates and --json can go to standard output.")
    }
  }

  private var files: [String?] { [csv, markdown, estimates, json] }

  func write(_ areas: Tessera.Areas) throws {
    let unit = unit.unit
    if !files.contains("-") {
      print(areas.table.text(unit: unit, perImage: perImage), terminator: "")
      if let estimate = areas.estimate { print("\n" + estimate.text(unit: unit), terminator: "") }
    }
    if let csv { try Console.write(areas.table.csv(unit: unit), to: csv) }
    if let markdown {
      let estimate = areas.estimate.map { "\n" + $0.markdown(unit: unit) } ?? ""
      try Console.write(areas.table.markdown(unit: unit, perImage: perImage) + estimate, to: markdown)
    }
    if let estimates, let estimate = areas.estimate { try Console.write(estimate.csv(unit: unit), to: estimates) }
  }
}
