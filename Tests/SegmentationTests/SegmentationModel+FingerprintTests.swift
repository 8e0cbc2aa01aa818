import Foundation
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct SegmentationModelFingerprintTests {
  @Test func tellsModelsApartByTheirWeightsAlone() throws {
    let temporary = try TemporaryFolder()
    let folder = try SegmentationModelTests.folder(temporary)
    let model = try SegmentationModel(contentsOf: folder.url)
    let digits = Set("0123456789abcdef")
    #expect(model.fingerprint.count == 16 && Set(model.fingerprint).isSubset(of: digits))
    #expect(try SegmentationModel(contentsOf: folder.url).fingerprint == model.fingerprint)
    #expect(try model.scaled(to: 0.5).fingerprint == model.fingerprint)
    let name = try #require(model.network?.layout.statistics.entries.last?.name)
    try SegmentationModelTests.change(folder) { file in
      guard let tensor = file.tensors[name] else { return }
      var values = tensor.withUnsafeBuffer { Array($0) }
      values[values.count - 1] += 1
      file.tensors[name] = Tensor(tensor.shape, values: values)
    }
    #expect(try SegmentationModel(contentsOf: folder.url).fingerprint != model.fingerprint)
  }
}
