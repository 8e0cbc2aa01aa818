import Basics
import Datasets
import Foundation
import Interchange
import Segmentation

extension Tessera {
  /// Writes a model as an ONNX file, which other programs run without this package.
  ///
  /// The graph gives the probabilities that a ``Segmenter`` without smoothing and flips gives. It knows no pixels without data.
  /// - Parameters:
  ///   - export: the model and what the graph holds of it.
  ///   - file: the file to write.
  ///   - replaces: whether a file that is there already is replaced.
  /// - Throws: ``ExportError``; `FileAccessError` for a file that is there already or cannot be written.
  public static func export(_ export: ONNXExport, to file: URL, replaces: Bool = false) throws {
    if !replaces && FileIdentity.kind(file) != nil { throw DatasetError.wouldReplaceFile(path: file.path) }
    try export.write(to: file)
  }
}
