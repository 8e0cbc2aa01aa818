import Foundation
import TesseraKit
import TestSupport
import Testing

/// Images of 16 bits that use few of their values, and dark ones.
struct StretchTests {
  private static let quick = ["--steps", "4"] + RunCommandTests.quick

  /// Adds textures as images of 16 bits: every value times `factor`, of `bands` bands.
  private static func addWide(_ folder: TemporaryFolder, factor: Int, bands: Int = 3, count: Int = 3) throws {
    for index in 0..<count {
      let image = try Raster(contentsOf: Fixtures.url("textures/images/texture\(index).png"))
      guard case .uint8(let samples) = image.samples else { return }
      let values = samples.indices.filter { $0 % image.bands < bands }.map { UInt16(Int(samples[$0]) * factor) }
      try folder.addImage("images/\(index).png", Raster(width: 96, height: 96, bands: bands, samples: .uint16(values)))
    }
  }

  private static func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> TesseraCommand.Outcome {
    let outcome = try TesseraCommand.run(arguments, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return outcome
  }

  private static func brightness(_ folder: TemporaryFolder, _ path: String) throws -> Float {
    let values = try Raster(contentsOf: folder.url.appending(path: path)).floats()
    return values.reduce(0, +) / Float(values.count)
  }

  @Test(arguments: [1, 3])
  func twelveBitsInSixteenAreStretched(bands: Int) throws {
    let folder = try TemporaryFolder()
    try Self.addWide(folder, factor: 16, bands: bands)
    let inspected = try Self.run(["inspect", "images"], folder)
    #expect(inspected.output.contains(" of 65535; 2nd percentile "))
    let outcome = try Self.run(
      ["run", "images", "--output", "out", "--threads", "1", "--opacity", "0"] + Self.quick, folder)
    #expect(outcome.messages.contains("images of 16 bits have values from "))
    #expect(!outcome.messages.contains("warning"))
    let model = try SegmentationModel(contentsOf: folder.url.appending(path: "out/model"))
    #expect(model.input.stretch == .usual && model.input.ranges.count == 1 && model.input.ranges[0].low.count == bands)
    #expect(try Self.brightness(folder, "out/overlays/0.png") > 0.2)

    // Threads, and a break, change nothing.
    _ = try Self.run(["train", "images", "--output", "three", "--threads", "3"] + Self.quick, folder)
    #expect(try folder.data("three/model.safetensors") == folder.data("out/model/model.safetensors"))
    _ = try Self.run(["train", "images", "--output", "parts", "--steps", "2"] + RunCommandTests.quick, folder)
    let resumed = try Self.run(["train", "images", "--output", "parts", "--resume", "--steps", "4"], folder)
    #expect(!resumed.messages.contains("stretched"))
    let parts = try SegmentationModel(contentsOf: folder.url.appending(path: "parts"))
    #expect(parts.input == model.input && parts.step == 4)
    #expect(parts.state.parameters.values.values == model.state.parameters.values.values)

    // A single image is stretched by the range of the model's folder.
    _ = try Self.run(["segment", "images/1.png", "--model", "out/model", "--output", "one"], folder)
    #expect(try folder.data("one/1.png") == folder.data("out/masks/1.png"))
    // Pictures without a model find the range again.
    _ = try Self.run(["overlay", "images", "out/masks", "--output", "again", "--opacity", "0"], folder)
    #expect(try folder.data("again/0.png") == folder.data("out/overlays/0.png"))
    _ = try Self.run(
      ["overlay", "images", "out/masks", "--output", "dark", "--opacity", "0", "--stretch", "none"], folder)
    #expect(try Self.brightness(folder, "dark/0.png") < 0.06)
    _ = try Self.run(["report", "out", "--images", "images", "--output", "report.html"], folder)
  }

  @Test func fullAndConstantImagesStayAsTheyAre() throws {
    let folder = try TemporaryFolder()
    try Self.addWide(folder, factor: 257)
    let arguments = ["train", "images", "--output"]
    #expect(try Self.run(arguments + ["auto"] + Self.quick, folder).messages.isEmpty)
    _ = try Self.run(arguments + ["none", "--stretch", "none"] + Self.quick, folder)
    #expect(try folder.data("auto/model.safetensors") == folder.data("none/model.safetensors"))
    // Values of 16 bits that are those of 8 bits train alike.
    for index in 0..<3 { try folder.add("plain/\(index).png", fixture: "textures/images/texture\(index).png") }
    _ = try Self.run(["train", "plain", "--output", "eight"] + Self.quick, folder)
    #expect(try folder.data("auto/model.safetensors") == folder.data("eight/model.safetensors"))

    try folder.addImage(
      "flat/a.png", Raster(width: 64, height: 64, bands: 1, samples: .uint16(.init(repeating: 900, count: 4096))))
    #expect(
      !(try Self.run(["train", "flat", "--output", "flat-out"] + Self.quick, folder)).messages.contains("stretched"))
  }

  @Test func darkImagesOfEightBitsAreStretchedWhenAsked() throws {
    let folder = try TemporaryFolder()
    for index in 0..<2 {
      let image = try Raster(contentsOf: Fixtures.url("textures/images/texture\(index).png"))
      guard case .uint8(let samples) = image.samples else { return }
      try folder.addImage(
        "images/\(index).png", Raster(width: 96, height: 96, bands: image.bands, values: samples.map { $0 / 8 }))
    }
    let arguments = ["run", "images", "--opacity", "0", "--output"]
    #expect(try Self.run(arguments + ["plain"] + Self.quick, folder).messages.isEmpty)
    #expect(try Self.brightness(folder, "plain/overlays/0.png") < 0.1)
    let asked = try Self.run(arguments + ["asked", "--stretch", "2,98"] + Self.quick, folder)
    #expect(asked.messages.contains("images of 8 bits have values from "))
    #expect(try Self.brightness(folder, "asked/overlays/0.png") > 0.2)
    let model = try SegmentationModel(contentsOf: folder.url.appending(path: "asked/model"))
    #expect(model.input.ranges.map(\.bits) == [8])
  }
}
