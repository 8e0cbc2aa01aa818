import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import ProtocolMessages
import Segmentation

/// Some fixed images of a training, and how the model of each checkpoint segments them.
package struct PreviewImages {
  private var images: [(name: String, window: MemoryRaster)] = []
  private let context: ComputeContext

  /// Windows of larger images have this side, so that a preview takes little of the time of a training.
  package static let side = 512

  /// Reads images that are spread over `items`: the middle of each. Images that cannot be read are left out, since the training tells
  /// of them.
  /// - Parameter count: how many images.
  package init(_ items: [ImageFolder.Item], count: Int, options: DecodingOptions, context: ComputeContext) {
    self.context = context
    let count = min(count, items.count)
    for number in 0..<count {
      let item = items[number * items.count / count]
      if let window = try? Self.middle(of: item.url, options: options) { images.append((item.stem, window)) }
    }
  }

  /// The pictures and cluster shares of a model.
  /// - Returns: none for a model that groups whole images.
  /// - Throws: ``SegmentationError``, `ImageIOError`.
  package func values(of model: SegmentationModel) throws -> [TensorBoardSummary.Value] {
    if model.groupsImages || images.isEmpty { return [] }
    let segmenter = try Segmenter(model)
    var shares = ClusterShares(clusters: segmenter.clusters)
    var values: [TensorBoardSummary.Value] = []
    for (name, window) in images {
      let map = try segmenter.segment(window.unread, context: context)
      shares.add(map)
      values.append(try picture(of: window, map: map, model: model, tag: "preview/\(name)"))
    }
    return shares.values + values
  }

  /// The image beside the colours of its clusters.
  private func picture(
    of window: MemoryRaster, map: LabelMap, model: SegmentationModel, tag: String
  ) throws -> TensorBoardSummary.Value {
    let image = try ColourRows(model.input.preparation.prepare(window.unread))
    let painted = Overlay(opacity: 1, ignoredLabel: nil)
      .render(
        Raster(
          width: map.width, height: map.height, bands: 3,
          values: [UInt8](repeating: 255, count: 3 * map.width * map.height)), labels: map)
    let panels = try PanelRows([image, MemoryRaster(painted)]).readAll()
    var value = TensorBoardSummary.Value()
    value.tag = tag
    value.image.width = Int32(panels.width)
    value.image.height = Int32(panels.height)
    value.image.colorspace = 3
    value.image.encodedImageString = Data(try RasterFile.bytes(of: panels, encoding: .png(bands: 3)))
    return value
  }

  /// The middle of an image, at most ``side`` pixels wide and high.
  private static func middle(of url: URL, options: DecodingOptions) throws -> MemoryRaster {
    let info = try RasterFile.info(of: url, options: options)
    let (width, height) = (min(side, info.width), min(side, info.height))
    return try MemoryRaster(
      contentsOf: url, x: (info.width - width) / 2, y: (info.height - height) / 2, width: width, height: height,
      options: options)
  }
}
