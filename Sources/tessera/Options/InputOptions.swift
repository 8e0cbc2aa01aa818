import ArgumentParser
import TesseraKit

/// How the pixels of images are read, as told on the command line.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The bands to use, in this order: numbers from 1 on, such as 4,3,2, or names that the files tell, such as B8,B4,B3. \
      By default all. The first three are shown in pictures as red, green and blue.
      """, valueName: "list"))
  var bands: BandSelection?

  @Option(
    help: """
      What the band after the colours means: mask (transparency: pixels where it is 0 have no data) or band (a channel of \
      its own, such as infrared). By default mask, unless four channels are asked for; pictures go by its values.
      """)
  var alpha: AlphaMeaning?

  @OptionGroup var noData: NoDataOptions

  @Option(
    help: ArgumentHelp(
      """
      Stretch the values of each band from these two percentiles of the whole folder to black and white, such as 2,98; \
      none for never. By default (auto) images of 16 bits that use a small part of the range, and Float32 images.
      """, valueName: "low,high"))
  var stretch: StretchSetting?

  /// Whether bands, their meaning or their values are other than the usual ones. Pixels without data may be so for any image.
  var changesInput: Bool { bands != nil || alpha != nil || stretch != nil }

  /// Puts what was given into the settings of a training.
  func apply(to input: inout InputConfiguration) {
    if let bands { input.bands = bands }
    if let alpha { input.alpha = alpha }
    if let value = noData.nodata { input.noData = value }
    // Ranges of an earlier run are those of other percentiles or other pixels.
    if stretch != nil || noData.nodata != nil || alpha != nil || bands != nil { input.ranges = [] }
    if let stretch { input.stretch = stretch }
  }

  /// The preparation of images that are shown.
  func preparation(of images: ImageFolder, options: DecodingOptions, parallel: Parallel) -> ImagePreparation {
    let survey = ImageSurvey(
      images.items.map(\.url), alpha: alpha ?? .auto, noData: noData.nodata ?? .none, bands: bands ?? .all,
      stretch: stretch ?? .auto, options: options, parallel: parallel)
    for notice in survey.notices where !notice.isWarning { Console.standard.note(notice.description) }
    return survey.preparation
  }
}

/// Which pixels have no data, as told on the command line.
struct NoDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Pixels of exactly this value in all colour bands, or of this colour (#000000), have no data, beside transparent \
      ones: they are left out of training and scores, and 255 in masks. none for no value.
      """, valueName: "value"))
  var nodata: NoDataValue?
}

extension AlphaMeaning: ExpressibleByArgument {}

extension BandSelection: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension NoDataValue: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension StretchSetting: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
