import Datasets
import Foundation
import Imaging
import Interchange
import NeuralNet
import Segmentation

extension Tessera {
  /// Event files that TensorBoard shows while a training runs.
  public struct TensorBoard: Hashable, Sendable {
    /// Gets the event file. TensorBoard shows each folder as one run.
    public var folder: URL
    /// How many images are shown with their clusters at each checkpoint; 0 for none.
    public var previews = 4

    /// Event files in a folder, with four images.
    public init(_ folder: URL) { self.folder = folder }
  }
}

extension Tessera.TensorBoard {
  /// Creates an event file, and writes the events of a training to it.
  /// - Parameter images: those to choose the previews from.
  /// - Throws: `FileAccessError` for a folder that cannot be written.
  func events(
    images: [ImageFolder.Item], options: DecodingOptions, context: ComputeContext, report: @escaping Tessera.Report
  ) throws -> TrainingEvents {
    TrainingEvents(
      to: try EventFile(in: folder),
      previews: previews > 0 ? PreviewImages(images, count: previews, options: options, context: context) : nil
    ) { report(.warning($0)) }
  }
}
