import ArgumentParser
import TesseraKit

/// Which images are accepted, as told on the command line.
struct ImageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most pixels, width times height, that an image may have: a guard against files made to fill the memory.",
      valueName: "count"))
  var maxPixels = DecodingOptions.defaultMaxPixels

  @Flag(help: "Use images whose file ends too early all the same; the missing pixels are black or grey.")
  var allowTruncated = false

  func validate() throws {
    if maxPixels < 1 { throw ValidationError("--max-pixels must be 1 or more, not \(maxPixels).") }
  }

  var decoding: DecodingOptions { DecodingOptions(maxPixels: maxPixels, allowTruncated: allowTruncated) }
}
