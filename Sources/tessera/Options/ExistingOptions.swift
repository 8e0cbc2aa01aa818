import ArgumentParser
import TesseraKit

/// What happens to files that are there already, as told on the command line.
struct ExistingOptions: ParsableArguments {
  @Flag(help: "Replace files that are there already.")
  var overwrite = false

  @Flag(help: "Make only the files that are not there yet.")
  var resume = false

  var existing: OutputFolder.Existing { overwrite ? .replace : resume ? .keep : .refuse }
}
