import Foundation
import TesseraKit

extension Console {
  /// Writes a result to a file; `-` is standard output.
  /// - Throws: `FileAccessError.unwritable`.
  static func write(_ text: String, to path: String) throws {
    if path == "-" {
      print(text, terminator: "")
    } else {
      try AtomicFile.write(text, to: URL(filePath: path))
    }
  }

  /// What a training has made.
  static func trained(_ model: SegmentationModel, in folder: RunFolder) -> String {
    "\(folder.url.path): a model of \(model.classes) classes after \(model.step) steps"
  }

  /// How many files of a kind are there now: `masks: 3 masks of 4 classes, 2 were there already`.
  static func outcome(_ folder: URL, written: Int, _ kind: String, of what: String? = nil, skipped: Int) -> String {
    "\(folder.path): \(NumberText.count(written, kind))" + (what.map { " of \($0)" } ?? "")
      + (skipped > 0 ? ", \(skipped) \(skipped == 1 ? "was" : "were") there already" : "")
  }
}
