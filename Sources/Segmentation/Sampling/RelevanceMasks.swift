import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Which pixels of images count in training: those that their labels do not ignore. Which class they are stays unseen.
///
/// Images without a label count whole.
///
/// - Source: Ji, Henriques and Vedaldi, ICCV 2019, leave the pixels of other classes out so for COCO-Stuff.
public final class RelevanceMasks: Sendable {
  /// Images that cannot be used with their labels, and why: unreadable, of another size, or without a pixel that counts.
  public let failures: [FileFailure]
  /// The URLs of those images.
  public let unusable: Set<URL>
  private let labels: [URL: URL]
  private let classes: ClassTable?
  private let memoryBudget: Int
  private let cache: Mutex<(masks: [URL: LabelMap], bytes: Int)>

  /// Reads all labels once and keeps what the budget has room for.
  /// - Parameters:
  ///   - pairs: image first, label second.
  ///   - classes: nil where each value is a class and 255 is ignored.
  ///   - memoryBudget: bytes, one a pixel.
  ///   - progress: is called after each label.
  public init(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], classes: ClassTable?,
    memoryBudget: Int = 1 << 30, context: ComputeContext, progress: @Sendable () -> Void = {}
  ) {
    self.classes = classes
    self.memoryBudget = memoryBudget
    labels = Dictionary(pairs.map { ($0.first.url, $0.second.url) }) { first, _ in first }
    let kept = Mutex((masks: [URL: LabelMap](), bytes: 0))
    let failures = Mutex([Int: FileFailure]())
    context.forEach(pairs.count) { index in
      let (image, label) = (pairs[index].first.url, pairs[index].second.url)
      do {
        let mask = try Self.read(label, of: image, classes: classes)
        if mask.values.allSatisfy({ $0 == 0 }) {
          failures.withLock {
            $0[index] = FileFailure(path: image.path, reason: "its label \(label.path) ignores every pixel")
          }
        }
        kept.withLock { kept in
          guard kept.bytes + mask.values.count <= memoryBudget else { return }
          kept.masks[image] = mask
          kept.bytes += mask.values.count
        }
      } catch {
        failures.withLock { $0[index] = FileFailure(path: image.path, error: error) }
      }
      progress()
    }
    let failed = failures.withLock { $0 }
    self.failures = failed.keys.sorted().compactMap { failed[$0] }
    unusable = Set(failed.keys.map { pairs[$0].first.url })
    cache = Mutex(kept.withLock { $0 })
  }

  /// 1 where a pixel of `image` counts, 0 elsewhere; nil where all count.
  /// - Throws: `ImageIOError`, ``ClassTableError`` when the label can no longer be read.
  func mask(of image: URL) throws -> LabelMap? {
    guard let label = labels[image] else { return nil }
    if let mask = cache.withLock({ $0.masks[image] }) { return mask }
    return try Self.read(label, of: image, classes: classes)
  }

  private static func read(_ label: URL, of image: URL, classes: ClassTable?) throws -> LabelMap {
    let reader = try ClassReader(contentsOf: label, classes: classes)
    let info = try ImageInfo(contentsOf: image)
    guard info.width == reader.info.width, info.height == reader.info.height else {
      throw ImageIOError.sizesDiffer(
        path: label.path, width: reader.info.width, height: reader.info.height, otherPath: image.path,
        otherWidth: info.width, otherHeight: info.height)
    }
    var values: [UInt8] = []
    values.reserveCapacity(info.width * info.height)
    while let band = try reader.readRows(max(1, (1 << 20) / info.width)) {
      values += band.values.map { $0 == ConfusionMatrix.none ? 0 : 1 }
    }
    return LabelMap(width: info.width, height: info.height, values: values)
  }
}
