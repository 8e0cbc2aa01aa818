import ArgumentParser
import TesseraKit

/// Which images are accepted, as told on the command line.
struct ImageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The most pixels, width times height, that an image may have: a guard against files made to fill the memory. By \
      default \(DecodingOptions.defaultMaxPixels) for PNG and JPEG; rasters of GDAL are read piece by piece and may be \
      larger.
      """,
      valueName: "count"))
  var maxPixels: Int?

  @Flag(help: "Use images whose file ends too early all the same; the missing pixels are black or grey.")
  var allowTruncated = false

  #if GDAL
    @Flag(help: "Let virtual rasters (.vrt) fetch files from other machines, and open every format that GDAL knows.")
    var allowRemote = false
  #else
    private var allowRemote: Bool { false }
  #endif

  func validate() throws {
    if let maxPixels, maxPixels < 1 { throw ValidationError("--max-pixels must be 1 or more, not \(maxPixels).") }
  }

  var decoding: DecodingOptions {
    DecodingOptions(maxPixels: maxPixels, allowTruncated: allowTruncated, allowRemote: allowRemote)
  }
}
