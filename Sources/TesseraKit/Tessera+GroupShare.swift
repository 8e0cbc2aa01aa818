import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

extension Tessera {
  /// Groups one share of images with a trained model. An image that cannot be read is among the failures.
  package static func group(
    _ share: Share, of images: ImageFolder, with grouper: ImageGrouper, options: DecodingOptions = .init(),
    context: ComputeContext = ComputeContext(), report: @escaping Report = { _ in }
  ) -> GroupsPart {
    let options = options.warning(report)
    let list = SharedList(images.items, options: options, parallel: context.parallel)
    let own = Array(images.items[share.range(of: list.work)])
    report(.begins(.grouping, total: own.count, done: 0))
    let found = grouper.group(own, options: options, context: context) { report(.advanced) }
    return GroupsPart(
      list.header(.groups, of: share), found.images, clusters: grouper.clusters,
      model: "\(grouper.model.fingerprint), map \(grouper.map.name)",
      failures: found.failures + (share.index == share.count ? images.failures : []))
  }

  /// Joins the groups of all shares and writes them as the groups of all images are written.
  /// - Parameters:
  ///   - images: all images, for the names of the classes.
  ///   - classes: the classes to score by; nil for the names of the sub-folders, if there are two.
  /// - Throws: `PartError`, and as ``group(_:with:into:classes:options:context:report:)``.
  package static func group(
    joining parts: [(path: String, part: GroupsPart)], of images: ImageFolder, with grouper: ImageGrouper,
    into output: GroupOutput?, classes: ImageClasses? = nil, options: DecodingOptions = .init(),
    context: ComputeContext = ComputeContext(), report: @escaping Report = { _ in }
  ) throws -> Grouped {
    try write(
      GroupsPart.joined(parts), failures: parts.flatMap(\.part.failures), of: grouper, into: output,
      classes: classes ?? ImageClasses(foldersOf: images.items), options: options.warning(report), context: context,
      report: report)
  }
}
