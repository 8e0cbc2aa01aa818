import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// Whether training learns: the textures have one mean colour, so only their structure tells them apart.
struct LearningTests {
  @Test(arguments: [IICSettings.main, IICSettings.merged])
  func aShortTrainingFindsTheTextures(_ map: String) throws {
    let context = ComputeContext()
    var configuration = TrainingConfiguration()
    configuration.input.cropSize = 48
    configuration.iic.classes = 3
    configuration.iic.overclusters = 8
    configuration.iic.radius = 5
    configuration.optimization.steps = 60
    let images = try ImageFolder([Fixtures.url("textures/images").path])
    let labels = try ImageFolder([Fixtures.url("textures/labels").path])
    let root = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    var run = try TrainingRun(
      configuration, images: TrainingImages(images.items.map(\.url), input: configuration.input, context: context),
      folder: RunFolder(root.appending(path: "model")), resume: false, context: context)
    try run.train()

    let output = OutputFolder(root.appending(path: "masks"), pathExtension: "png")
    let failures = FolderSegmentation(try Segmenter(run.model, map: map), output: output)
      .run(images.items, context: context)
    #expect(failures.isEmpty)
    let pairs = zip(images.items, labels.items).map { (first: output.item(for: $0), second: $1) }
    let evaluation = MaskEvaluation()
    let (matrix, _, unread) = evaluation.count(pairs, parallel: context.parallel)
    #expect(unread.isEmpty)
    let scores = try evaluation.scores(matrix, images: pairs.count)
    #expect(scores.pixels == 8 * 96 * 96)
    #expect(scores.pixelAccuracy >= 0.9)
  }
}
