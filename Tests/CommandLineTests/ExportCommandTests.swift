import Foundation
import TesseraKit
import TestSupport
import Testing

struct ExportCommandTests {
  @Test func aModelBecomesAFileThatSaysWhatItIs() throws {
    let folder = try PageCommandTests.prepared.get()
    func export(_ arguments: String...) throws -> TesseraCommand.Outcome {
      try TesseraCommand.run(["export", "run"] + arguments, in: folder.url)
    }
    let outcome = try export("--output", "model.onnx")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("model.onnx: probabilities of") && outcome.output.contains("bytes divided by 255"))
    let file = folder.url.appending(path: "model.onnx")
    let bytes = try Data(contentsOf: file)
    for text in ["Tessera", "probabilities", "class_names", "Segmentor", "tiles_overlap"] {
      #expect(bytes.range(of: Data(text.utf8)) != nil, "\(text)")
    }
    #expect(bytes.range(of: Data("resolution".utf8)) == nil)

    let again = try export("--output", "model.onnx", "--resolution", "5")
    #expect(again.status != 0 && again.messages.contains("--overwrite"), "\(again.messages)")
    #expect(try Data(contentsOf: file) == bytes)
    let replaced = try export("--output", "model.onnx", "--resolution", "5", "--tile", "256", "--overwrite")
    #expect(replaced.status == 0 && replaced.output.contains("256 x 256"), "\(replaced.messages)")
    #expect(try Data(contentsOf: file).range(of: Data("resolution".utf8)) != nil)

    let none = try export("--output", "none.onnx", "--head", "none")
    #expect(none.status != 0 && none.messages.contains("The model has no map none"))
    let huge = try export("--output", "none.onnx", "--tile", "100000")
    #expect(huge.status != 0 && huge.messages.contains("from 1 to 16384 pixels"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "none.onnx").path))
  }
}
