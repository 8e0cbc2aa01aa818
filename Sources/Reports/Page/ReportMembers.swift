import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// The masks of one source of a report with the files that belong to them.
struct ReportMembers: Sendable {
  /// The names of the images, in order. All masks of one image have one name, whatever their source.
  let keys: [String]
  let masks: [String: ImageFolder.Item]
  let images: [String: ImageFolder.Item]
  let labels: [String: ImageFolder.Item]
  /// The masks that have a label, each with its label.
  let labelled: [(first: ImageFolder.Item, second: ImageFolder.Item)]
  private let keyOfMask: [URL: String]

  /// - Parameter reference: the masks that give the images their names.
  /// - Throws: ``DatasetError`` where no image or no label pairs with a mask.
  init(_ source: ReportSource, reference: ImageFolder?, images: ImageFolder?, labels: ImageFolder?) throws {
    let items = source.masks?.items ?? []
    var names: [URL: String] = [:]
    do {
      if let masks = source.masks, let reference {
        for (mask, other) in try FilePairing(masks, reference, firstPath: source.path, secondPath: "others").pairs {
          names[mask.url] = other.stem
        }
      }
    } catch DatasetError.noPairs {
      // This source has masks of other images only.
    }
    func name(_ item: ImageFolder.Item) -> String { names[item.url] ?? item.stem }
    func partners(
      _ folder: ImageFolder?, _ path: String
    ) throws -> [(first: ImageFolder.Item, second: ImageFolder.Item)] {
      guard let masks = source.masks, let folder else { return [] }
      return try FilePairing(masks, folder, firstPath: source.path, secondPath: path).pairs
    }
    func byName(_ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)]) -> [String: ImageFolder.Item] {
      Dictionary(pairs.map { (name($0.first), $0.second) }) { earlier, _ in earlier }
    }
    keyOfMask = Dictionary(items.map { ($0.url, name($0)) }) { earlier, _ in earlier }
    masks = byName(items.map { ($0, $0) })
    keys = masks.keys.sorted()
    labelled = try partners(labels, "the labels")
    self.labels = byName(labelled)
    self.images = byName(try partners(images, "the images"))
  }

  /// The name of the image that `mask` is of.
  func key(of mask: ImageFolder.Item) -> String { keyOfMask[mask.url] ?? mask.stem }
}
