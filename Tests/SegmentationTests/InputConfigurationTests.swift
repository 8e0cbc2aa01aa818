import Basics
import Foundation
import Imaging
import Segmentation
import TestSupport
import Testing

@Suite struct InputConfigurationTests {
  private static func decoded(_ yaml: String, over defaults: TrainingConfiguration = .init()) throws
    -> InputConfiguration
  {
    try TrainingConfiguration.decode(yaml, over: defaults, path: "a.yaml").input
  }

  @Test func fourChannelsMeanABandUnlessItIsSaidToBeTransparency() throws {
    #expect(try Self.decoded("input: {channels: 4}").preparation.alpha == .band)
    #expect(try Self.decoded("input: {channels: 3}").preparation.alpha == .mask)
    #expect(try Self.decoded("{}").preparation.alpha == .mask)
    for preset in Preset.all {
      let input = preset.configuration.input
      #expect((input.preparation.alpha == .band) == preset.name.hasPrefix("potsdam"))
    }
    #expect(try Self.decoded("input: {channels: 4, alpha: mask}").preparation.alpha == .mask)
  }

  @Test func settingsSurviveAFile() throws {
    let yaml = """
      input: {noData: "#00ff10", stretch: "1,99.5", ranges: [{bits: 16, low: [1, 2, 3], high: [40, 50, 60]}]}
      """
    let input = try Self.decoded(yaml)
    #expect(input.noData == .colour(.init(hex: 0x00FF10)) && input.stretch == .percentiles(low: 1, high: 99.5))
    #expect(input.preparation.ranges == [StretchedRange(bits: 16, low: [1, 2, 3], high: [40, 50, 60])])
    var configuration = TrainingConfiguration()
    configuration.input = input
    let folder = try TemporaryFolder()
    let text = try ConfigurationFile.encode(configuration)
    let file = try folder.write(Array(text.utf8), to: "config.yaml")
    #expect(try TrainingConfiguration.loadRun(file.path) == configuration)
    #expect(try JSONDecoder().decode(InputConfiguration.self, from: JSONEncoder().encode(input)) == input)
    #expect(try Self.decoded("input: {noData: 0}").noData == .value(0))
    #expect(
      try Self.decoded("input: {stretch: none, ranges: [{bits: 8, low: [0], high: [9]}]}").preparation.ranges == [])
  }

  @Test func impossibleSettingsAreNamed() throws {
    for (yaml, key) in [
      ("input: {noData: grey}", "noData"), ("input: {stretch: 98}", "stretch"), ("input: {alpha: yes}", "alpha"),
    ] {
      let error = #expect(throws: ConfigurationError.self) { try Self.decoded(yaml) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(key))
    }
    var configuration = TrainingConfiguration()
    configuration.input.ranges = [StretchedRange(bits: 16, low: [9], high: [9])]
    #expect(throws: SettingError.self) { try configuration.validate() }
  }

  @Test func runsOfEarlierVersionsHaveNoTransparencyAndNoStretching() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Array("input: {channels: 3, cropSize: 32}".utf8), to: "config.yaml")
    let input = try TrainingConfiguration.loadRun(file.path).input
    #expect(input.preparation == .none && input.stretch == .none)
  }
}
