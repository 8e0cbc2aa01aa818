import Foundation
import TesseraKit
import TestSupport
import Testing

/// What commands do with the features of pretrained networks.
struct PretrainedFeaturesTests {
  private static let quick = [
    "--set", "input.cropSize=64", "--set", "method.kmeans.clustering.samples=3000", "--classes", "3", "--overclusters",
    "6",
  ]

  private static func folder(_ weights: String = "resnet-basic") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<4 {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index).png")
      try folder.add("labels/\(index).png", fixture: "textures/labels/texture\(index).png")
      if index < 2 { try folder.add("few/\(index).png", fixture: "textures/labels/texture\(index).png") }
    }
    try folder.add("weights/tiny net.safetensors", fixture: "backbones/\(weights).safetensors")
    return folder
  }

  private static func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(arguments, in: folder.url)
  }

  @Test(arguments: ["resnet-basic", "lite-pytorch", "dino-timm"])
  func imagesAreSegmentedTaughtAndPaged(_ weights: String) throws {
    let folder = try Self.folder(weights)
    let trained = try Self.run(
      ["train", "images", "--features", "weights/tiny net.safetensors", "--output", "run"] + Self.quick, folder)
    #expect(trained.status == 0, "\(trained.messages)")
    let masks = try Self.run(["segment", "images", "--model", "run", "--output", "masks"], folder)
    #expect(masks.status == 0 && masks.output.contains("4 masks of 3 clusters"), "\(masks.messages)")
    let scores = try Self.run(["evaluate", "masks", "labels"], folder)
    #expect(scores.status == 0, "\(scores.messages)")

    let taught = try Self.run(["teach", "images", "labels", "--model", "run", "--output", "taught"], folder)
    #expect(taught.status == 0, "\(taught.messages)")
    let classes = try Self.run(["segment", "images", "--model", "taught", "--output", "classes"], folder)
    #expect(classes.status == 0, "\(classes.messages)")
    let probe = try Self.run(
      ["evaluate", "images", "labels", "--protocol", "linear-probe", "--model", "run", "--train-labels", "few"], folder)
    #expect(probe.status == 0, "\(probe.messages)")
    let page = try Self.run(["page", "images", "--model", "run", "--output", "page.html"], folder)
    #expect(page.status == 0, "\(page.messages)")

    // Without its weights the model says what is missing.
    try FileManager.default.removeItem(at: folder.url.appending(path: "weights"))
    let missing = try Self.run(["segment", "images", "--model", "run", "--output", "others"], folder)
    #expect(missing.status != 0 && missing.messages.contains("tiny net.safetensors"))
    #expect(missing.messages.contains("put them beside the model"))
  }

  @Test func wholeImagesAreGrouped() throws {
    let folder = try Self.folder("dino-timm")
    let arguments = ["--features", "weights/tiny net.safetensors", "--classes", "2", "--set", "input.cropSize=64"]
    let grouped = try Self.run(["group", "images", "--output", "out", "--overclusters", "0"] + arguments, folder)
    #expect(grouped.status == 0, "\(grouped.messages)")
    #expect(grouped.output.contains("4 images in 2 clusters"))
    let again = try Self.run(["group", "images", "--model", "out"], folder)
    #expect(again.status == 0 && again.output.split(separator: "\n").count == 5, "\(again.messages)")
  }

  @Test func filesThatAreNoWeightsAreNamedBeforeAnyWork() throws {
    let folder = try Self.folder()
    try Data([0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 64))
      .write(to: folder.url.appending(path: "pickled.pth"))
    let whole = try folder.data("weights/tiny net.safetensors")
    try whole.dropLast(100).write(to: folder.url.appending(path: "cut.safetensors"))
    try folder.add("image.safetensors", fixture: "textures/images/texture0.png")
    for (file, words) in [
      ("pickled.pth", "safetensors.torch.save_file"), ("cut.safetensors", "cut short"),
      ("image.safetensors", "not a safetensors file"), ("missing.safetensors", "missing.safetensors"),
    ] {
      let outcome = try Self.run(
        ["train", "images", "--features", file, "--output", "run-\(file)"] + Self.quick, folder)
      #expect(outcome.status != 0 && outcome.messages.contains(words), "\(outcome.messages)")
      #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "run-\(file)").path))
    }
  }

  @Test func methodsAreComparedOnFeaturesAndNetworksAreTimed() throws {
    let folder = try Self.folder("lite-pytorch")
    let weights = ["--features", "weights/tiny net.safetensors"]
    let compared = try Self.run(
      ["compare", "images", "--labels", "labels", "--output", "out", "--seeds", "1", "--steps", "2", "--classes", "3"]
        + ["--set", "optimization.pairs=2", "--set", "input.cropSize=64", "--methods", "iic", "kmeans"] + weights,
      folder)
    #expect(compared.status == 0, "\(compared.messages)")
    #expect(compared.output.contains("| iic |") && compared.output.contains("| kmeans |"))
    for method in ["iic-0", "kmeans-0"] {
      let settings = try String(decoding: folder.data("out/\(method)/config.yaml"), as: UTF8.self)
      #expect(settings.contains("tiny net.safetensors"))
    }

    let timed = try Self.run(["benchmark", "--size", "70", "--pairs", "2", "--steps", "3", "--json"] + weights, folder)
    #expect(timed.status == 0, "\(timed.messages)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(timed.output.utf8)) as? [String: Any])
    // The next size that strides of 32 divide.
    #expect(report["side"] as? Int == 96 && report["batch"] as? Int == 2)
    #expect((report["seconds"] as? [Double])?.count == 3)
  }
}
