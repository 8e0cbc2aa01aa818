import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct SegmentationModelTests {
  /// A folder with the model of an untrained network.
  static func folder(_ temporary: TemporaryFolder) throws -> RunFolder {
    var configuration = SmallRun.configuration()
    configuration.input.channels = 3
    let folder = RunFolder(temporary.url)
    try Data(ConfigurationFile.encode(configuration).utf8).write(to: folder.configuration)
    var model = SegmentationModel(Trainer(configuration))
    model.mergedClasses = [0, 1, 2, 0, 1, 2]
    try model.write(to: folder)
    return folder
  }

  static func change(_ folder: RunFolder, _ change: (inout SafetensorsFile) -> Void) throws {
    var file = try SafetensorsFile(contentsOf: folder.model.path)
    change(&file)
    try file.write(to: folder.model.path)
  }

  @Test func whatIsWrittenIsRead() throws {
    let temporary = try TemporaryFolder()
    let folder = try Self.folder(temporary)
    let before = try Data(contentsOf: folder.model)
    let model = try SegmentationModel(folder)
    #expect(model.mergedClasses == [0, 1, 2, 0, 1, 2])
    try model.write(to: folder)
    #expect(try Data(contentsOf: folder.model) == before)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let temporary = try TemporaryFolder()
    let folder = try Self.folder(temporary)
    let path = folder.model.path
    try Self.change(folder) { $0.tensors["trunk.features.99.weight"] = Tensor([1]) }
    #expect(throws: SafetensorsError.unexpectedTensor(path: path, name: "trunk.features.99.weight")) {
      _ = try SegmentationModel(folder)
    }
    // PyTorch's batch norms count their batches; nothing here needs the number.
    try Self.change(folder) {
      $0.tensors["trunk.features.99.weight"] = nil
      $0.tensors["trunk.features.1.num_batches_tracked"] = Tensor([])
    }
    #expect(throws: Never.self) { _ = try SegmentationModel(folder) }
    for merged in ["0,1,2", "0,1,2,0,1,7", "0,1,2,0,1,-1", "a,b,c,d,e,f", ""] {
      try Self.change(folder) { $0.metadata["mergedClasses"] = merged }
      let error = #expect(throws: TrainingError.self) { _ = try SegmentationModel(folder) }
      guard case .checkpointMismatch(path, _) = error else {
        Issue.record("\(String(describing: error)) does not name the model")
        continue
      }
    }
    try Self.change(folder) {
      $0.metadata = [:]
      $0.tensors["trunk.features.1.running_var"] = nil
    }
    #expect(throws: SafetensorsError.missingTensor(path: path, name: "trunk.features.1.running_var")) {
      _ = try SegmentationModel(folder)
    }
  }
}
