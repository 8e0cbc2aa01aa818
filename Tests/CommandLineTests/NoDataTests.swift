import Foundation
import TesseraKit
import TestSupport
import Testing

/// Transparent pixels, and pixels of a value that marks them, on the whole way from images to scores.
struct NoDataTests {
  private static let quick = ["--steps", "2"] + RunCommandTests.quick

  /// Whether a pixel of a test image lies in the corner without data.
  private static func isOutside(_ place: Int, _ side: Int = 96) -> Bool { place % side + place / side < 70 }

  /// Adds a texture whose corner has no data, as the pixel values that `hidden` and `shown` make of it.
  private static func add(
    _ path: String, texture: Int, to folder: TemporaryFolder, hidden: [UInt8], shown: ([UInt8]) -> [UInt8]
  ) throws {
    let image = try Raster(contentsOf: Fixtures.url("textures/images/texture\(texture).png"))
    guard case .uint8(let samples) = image.samples else { return }
    var values: [UInt8] = []
    for place in 0..<96 * 96 {
      values += isOutside(place) ? hidden : shown(Array(samples[place * image.bands..<(place + 1) * image.bands]))
    }
    try folder.addImage(path, Raster(width: 96, height: 96, bands: hidden.count, values: values))
  }

  private static func layered(_ folder: TemporaryFolder) throws {
    for index in 0..<2 {
      try add("images/\(index).png", texture: index, to: folder, hidden: [3, 4, 5, 0]) { $0 + [255] }
    }
    try folder.add("images/2.png", fixture: "textures/images/texture2.png")
  }

  private static func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> TesseraCommand.Outcome {
    let outcome = try TesseraCommand.run(arguments, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return outcome
  }

  @Test func transparentPixelsAreLeftOutFromTrainingToScores() throws {
    let folder = try TemporaryFolder()
    try Self.layered(folder)
    for index in 0..<3 { try folder.add("labels/\(index).png", fixture: "textures/labels/texture\(index).png") }
    _ = try Self.run(["run", "images", "--output", "out", "--labels", "labels"] + Self.quick, folder)
    let model = try SegmentationModel(contentsOf: folder.url.appending(path: "out/model"))
    #expect(model.input.channels == 3 && model.input.alpha == .mask)

    let mask = try LabelMap(contentsOf: folder.url.appending(path: "out/masks/0.png"), as: .mask)
    #expect(mask.values.indices.allSatisfy { Self.isOutside($0) == (mask.values[$0] == Label.none) })
    let whole = try LabelMap(contentsOf: folder.url.appending(path: "out/masks/2.png"), as: .mask)
    #expect(!whole.values.contains(Label.none))

    let overlay = try Raster(contentsOf: folder.url.appending(path: "out/overlays/0.png"))
    guard case .uint8(let values) = overlay.samples else { return }
    #expect(overlay.bands == 4)
    #expect((0..<96 * 96).allSatisfy { Self.isOutside($0) == (values[4 * $0 + 3] == 0) })
    #expect(try RasterFile.info(of: folder.url.appending(path: "out/overlays/2.png")).bands == 3)

    let scores = try Scores(contentsOf: folder.url.appending(path: "out/scores.json"))
    let outside = (0..<96 * 96).count { Self.isOutside($0) }
    #expect(scores.pixels == 3 * 96 * 96 - 2 * outside && scores.ignored == 2 * outside)
    #expect(scores.unassigned.allSatisfy { $0 == 0 })
    // Masks that do not say so have pixels without a cluster, which count as wrong.
    try FileManager.default.removeItem(at: folder.url.appending(path: "out/masks/names.json"))
    _ = try Self.run(["evaluate", "out/masks", "labels", "--json", "wrong.json"], folder)
    let wrong = try Scores(contentsOf: folder.url.appending(path: "wrong.json"))
    #expect(wrong.ignored == 0 && wrong.unassigned.reduce(0, +) == 2 * outside)
  }

  @Test func aBorderOfOneColourIsTheSameAsTransparency() throws {
    let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
    try Self.layered(one)
    for index in 0..<2 {
      try Self.add("images/\(index).png", texture: index, to: other, hidden: [0, 0, 0]) { $0.map { max(1, $0) } }
      try Self.add("images/\(index).png", texture: index, to: one, hidden: [9, 9, 9, 0]) { $0.map { max(1, $0) } + [7] }
    }
    try other.add("images/2.png", fixture: "textures/images/texture2.png")
    _ = try Self.run(["run", "images", "--output", "out"] + Self.quick, one)
    for (value, output) in [("0", "out"), ("#000000", "again")] {
      _ = try Self.run(["run", "images", "--output", output, "--nodata", value] + Self.quick, other)
      for name in ["masks/0.png", "overlays/0.png", "overlays/1.png"] {
        #expect(try other.data("\(output)/\(name)") == one.data("out/\(name)"))
      }
    }
    // The model keeps the value, and another one can be given.
    _ = try Self.run(["segment", "images", "--model", "out/model", "--output", "kept"], other)
    #expect(try other.data("kept/0.png") == one.data("out/masks/0.png"))
    _ = try Self.run(["segment", "images", "--model", "out/model", "--output", "none", "--nodata", "none"], other)
    let none = try LabelMap(contentsOf: other.url.appending(path: "none/0.png"), as: .mask)
    #expect(!none.values.contains(Label.none))
    // Colour masks are black there, and probabilities 0.
    let border = ["segment", "images", "--model", "out/model", "--output"]
    _ = try Self.run(border + ["colours", "--format", "colour"], other)
    #expect(try Raster(contentsOf: other.url.appending(path: "colours/0.png")).floats()[..<9].allSatisfy { $0 == 0 })
    _ = try Self.run(border + ["shares", "--format", "probability"], other)
    for cluster in 0..<3 {
      let plane = try Raster(contentsOf: other.url.appending(path: "shares/0.\(cluster).png")).floats()
      #expect(plane[0] == 0)
    }
  }

  @Test func greyWithAlphaTrainsOnGreyAndEmptyImagesAreNamed() throws {
    let folder = try TemporaryFolder()
    for index in 0..<2 {
      try Self.add("images/\(index).png", texture: index, to: folder, hidden: [0, 0]) { [$0[0], 255] }
    }
    try folder.addImage(
      "images/empty.png", Raster(width: 40, height: 40, bands: 4, values: .init(repeating: 0, count: 6400)))
    try folder.addImage("images/dot.png", Raster(width: 1, height: 1, bands: 2, values: [9, 0]))
    let trained = try TesseraCommand.run(["train", "images", "--output", "out"] + Self.quick, in: folder.url)
    #expect(trained.status == 1)
    for name in ["empty", "dot"] { #expect(trained.messages.contains("images/\(name).png: every pixel is no-data")) }
    #expect(try SegmentationModel(contentsOf: folder.url.appending(path: "out")).input.channels == 1)
    _ = try Self.run(["segment", "images", "--model", "out", "--output", "masks"], folder)
    for (name, count) in [("empty", 1600), ("dot", 1)] {
      let mask = try LabelMap(contentsOf: folder.url.appending(path: "masks/\(name).png"), as: .mask)
      #expect(mask.values == .init(repeating: Label.none, count: count))
    }
    _ = try Self.run(["overlay", "images", "masks", "--output", "overlays", "--contact-sheet", "all.png"], folder)
    #expect(try Raster(contentsOf: folder.url.appending(path: "overlays/dot.png")).samples == .uint8([0, 0, 0, 0]))
  }

  @Test func infraredIsAskedFor() throws {
    let folder = try TemporaryFolder()
    let potsdam = Fixtures.url("datasets/potsdam/4_Ortho_RGBIR").path
    let plain = try Self.run(["train", potsdam, "--output", "plain"] + Self.quick, folder)
    #expect(plain.messages.contains("many values and is taken as transparency; --alpha band uses it as infrared"))
    let asked = try Self.run(["train", potsdam, "--output", "asked", "--alpha", "band"] + Self.quick, folder)
    #expect(asked.messages.isEmpty)
    let preset = try Self.run(
      ["train", potsdam, "--output", "preset", "--set", "input.channels=4"] + Self.quick, folder)
    #expect(preset.messages.isEmpty)
    let channels = try ["plain", "asked", "preset"].map {
      try SegmentationModel(contentsOf: folder.url.appending(path: $0)).input.channels
    }
    #expect(channels == [3, 4, 4])
    #expect(try folder.data("asked/model.safetensors") == folder.data("preset/model.safetensors"))
    let both = try TesseraCommand.run(
      "train", potsdam, "--output", "both", "--alpha", "mask", "--preset", "potsdam-3", in: folder.url)
    #expect(both.status != 0 && both.messages.contains("input.alpha band"))
    // Pictures of such images are whole without being asked.
    _ = try Self.run(["segment", potsdam, "--model", "asked", "--output", "masks"], folder)
    _ = try Self.run(["overlay", potsdam, "masks", "--output", "overlays"], folder)
    let picture = folder.url.appending(path: "overlays/top_potsdam_2_10_RGBIR.png")
    #expect(try RasterFile.info(of: picture).bands == 3)
  }

  @Test func impossibleValuesAreRefused() throws {
    let folder = try TemporaryFolder()
    for arguments in [["--nodata", "grey"], ["--alpha", "maybe"], ["--stretch", "98,2"]] {
      let outcome = try TesseraCommand.run(["train", "images", "--output", "out"] + arguments, in: folder.url)
      #expect(outcome.status == 64 && outcome.messages.contains(arguments[1]))
    }
  }
}
