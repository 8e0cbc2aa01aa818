import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct ImageSurveyTests {
  private static let parallel = Parallel(threads: 2)

  /// Files of these images.
  private static func write(_ images: [Raster], to folder: TemporaryFolder) throws -> [URL] {
    try images.enumerated().map { index, image in
      let url = folder.file("\(index).png")
      try image.write(to: url)
      return url
    }
  }

  /// An image of 16 bits with values from `low` to `high`.
  private static func ramp(_ low: Int, _ high: Int, bands: Int = 1) -> Raster {
    Raster(
      width: 10, height: 10, bands: bands,
      samples: .uint16(
        (0..<100).flatMap { place in
          (0..<bands).map { UInt16(low + (high - low) * place / 99 + $0) }
        }))
  }

  @Test func imagesOfSixteenBitsThatUseLittleAreStretched() throws {
    let folder = try TemporaryFolder()
    let urls = try Self.write([Self.ramp(100, 2000, bands: 3), Self.ramp(1000, 4000, bands: 3)], to: folder)
    let survey = ImageSurvey(urls, parallel: Self.parallel)
    let range = try #require(survey.preparation.ranges.first)
    #expect(range.bits == 16 && survey.preparation.ranges.count == 1)
    // The 4th of 200 values and the 196th.
    #expect(range.low == [157, 158, 159] && range.high == [3878, 3879, 3880])
    let notice = try #require(survey.notices.first)
    #expect(!notice.isWarning && notice.description.contains("from 100 to 4002 of 65535"))
    #expect(notice.description.contains("157 to 3878, 158 to 3879, 159 to 3880 of the bands become black to white"))
    for threads in [1, 3] {
      #expect(ImageSurvey(urls, parallel: Parallel(threads: threads)).preparation == survey.preparation)
    }
    #expect(ImageSurvey(urls, stretch: .none, parallel: Self.parallel).preparation.ranges.isEmpty)
    let given = [StretchedRange(bits: 16, low: [1], high: [2])]
    #expect(ImageSurvey(urls, ranges: given, parallel: Self.parallel).preparation.ranges == given)
  }

  @Test func fullImagesAndThoseOfEightBitsAreStretchedOnlyWhenAsked() throws {
    let folder = try TemporaryFolder()
    let dark = Raster(width: 10, height: 10, bands: 1, values: (0..<100).map { UInt8($0 / 5) })
    let urls = try Self.write([Self.ramp(0, 60_000), dark], to: folder)
    let plain = ImageSurvey(urls, parallel: Self.parallel)
    #expect(plain.preparation.ranges.isEmpty && plain.notices.isEmpty)
    let asked = ImageSurvey(urls, stretch: .percentiles(low: 0, high: 50), parallel: Self.parallel)
    #expect(
      asked.preparation.ranges == [
        StretchedRange(bits: 8, low: [0], high: [9]), StretchedRange(bits: 16, low: [0], high: [29_696]),
      ])
  }

  @Test func ofAMixedFolderTheImagesOfSixteenBitsAreStretchedAlone() throws {
    let folder = try TemporaryFolder()
    let urls = try Self.write([Self.ramp(0, 4000), Raster.noise(width: 9, height: 9, bands: 3)], to: folder)
    let ranges = ImageSurvey(urls, parallel: Self.parallel).preparation.ranges
    #expect(ranges.map(\.bits) == [16])
  }

  @Test func constantBandsStayAsTheyAre() throws {
    let folder = try TemporaryFolder()
    let urls = try Self.write([Self.ramp(1000, 1000)], to: folder)
    #expect(ImageSurvey(urls, parallel: Self.parallel).preparation.ranges.isEmpty)
    // Nearly constant: the percentiles are equal, so all values count.
    var values = [UInt16](repeating: 500, count: 1000)
    values[7] = 700
    let nearly = try Self.write([Raster(width: 100, height: 10, bands: 1, samples: .uint16(values))], to: folder)
    #expect(
      ImageSurvey(nearly, parallel: Self.parallel).preparation.ranges
        == [StretchedRange(bits: 16, low: [500], high: [700])])
  }

  @Test func aFourthBandOfManyValuesIsTransparencyOnlyWhenAsked() throws {
    let folder = try TemporaryFolder()
    let infrared = try Self.write([Raster.noise(width: 20, height: 20, bands: 4)], to: folder)
    let pictures = ImageSurvey(infrared, parallel: Self.parallel)
    #expect(pictures.preparation.alpha == .band && pictures.notices.isEmpty)
    let training = ImageSurvey(infrared, alpha: .mask, findsEmpty: true, parallel: Self.parallel)
    #expect(training.preparation.alpha == .mask && training.notices == [.fourthBandIsTransparency])
    // Soft edges have many values, but few pixels.
    var values: [UInt8] = []
    for place in 0..<1000 {
      let alpha = place % 100 < 5 ? place / 100 * 20 + place % 100 : 255
      values += [1, 2, 3, UInt8(alpha)]
    }
    let soft = Raster(width: 100, height: 10, bands: 4, values: values)
    let edges = ImageSurvey(try Self.write([soft], to: folder), alpha: .mask, parallel: Self.parallel)
    #expect(edges.preparation.alpha == .mask && edges.notices.isEmpty)
    #expect(ImageSurvey(try Self.write([soft], to: folder), parallel: Self.parallel).preparation.alpha == .mask)
  }

  @Test func imagesWithoutDataAreFound() throws {
    let folder = try TemporaryFolder()
    let empty = Raster(width: 1, height: 1, bands: 4, values: [9, 9, 9, 0])
    let partial = Raster(width: 2, height: 1, bands: 2, values: [9, 0, 9, 255])
    let urls = try Self.write([empty, partial, Raster.noise(width: 3, height: 3, bands: 3)], to: folder)
    let survey = ImageSurvey(urls, alpha: .mask, findsEmpty: true, parallel: Self.parallel)
    #expect(survey.empty == [urls[0]] && survey.hasNoData)
    let banded = ImageSurvey(urls, alpha: .band, findsEmpty: true, parallel: Self.parallel)
    #expect(banded.empty.isEmpty && !banded.hasNoData)
    let white = try Self.write(
      [Raster(width: 2, height: 2, bands: 3, values: .init(repeating: 255, count: 12))], to: folder)
    #expect(
      ImageSurvey(white, alpha: .mask, noData: .value(255), findsEmpty: true, parallel: Self.parallel).empty
        == [white[0]])
  }
}
