import Basics
import Foundation
import Imaging

/// Tells label maps from images where both lie in one folder or below one root.
///
/// A file is a label if it is named as the label of an image that is there, as in `a.jpg` and `a_mask.png` or in
/// `images/a.jpg` and `masks/a.png`, and if the pixels of a sample of such files are those of label maps.
package struct LabelRecognition {
  package typealias Item = ImageFolder.Item

  /// All files that are no labels.
  package private(set) var images: [Item] = []
  package private(set) var labels: [Item] = []
  /// Files that are made from labels and hold no classes, such as instances.
  package private(set) var derived: [Item] = []
  /// Images that are named as the labels of others, but have the pixels of photographs.
  package private(set) var doubtful: [Item] = []

  /// - Parameters:
  ///   - labelSuffix: what the names of labels have after those of the images. All such names are labels then, whatever the
  ///     pixels are.
  ///   - isStrict: whether files whose images have the pixels of label maps too count as images.
  package init(_ items: [Item], labelSuffix: String? = nil, isStrict: Bool = false) {
    var candidates = LabelCandidates(items)
    if let labelSuffix { candidates.keepNamed(labelSuffix) }
    var accepted: Set<String> = []
    var kinds: [Item: FileRole.Kind] = [:]
    for (mark, pairs) in candidates.groups.sorted(by: { $0.key < $1.key }) {
      // What is made from labels may have other pixels than those, so it is known by them.
      let isKnown = mark.kind == .derived && pairs.contains { accepted.contains($0.scene) }
      if labelSuffix != nil || isKnown || Self.areLabels(pairs, mark: mark, isStrict: isStrict) {
        for pair in pairs { kinds[pair.label] = mark.kind }
        if mark.kind == .labels { accepted.formUnion(pairs.map(\.scene)) }
      } else if !NameMarks.weak.contains(mark.name), !mark.name.isEmpty, !isStrict {
        doubtful += pairs.map(\.label)
      }
    }
    for item in items {
      switch kinds[item] {
      case .labels: labels.append(item)
      case .derived: derived.append(item)
      default: images.append(item)
      }
    }
  }

  /// Whether most files of a sample have the pixels of label maps and the size of their images.
  private static func areLabels(
    _ pairs: [LabelCandidates.Pair], mark: LabelCandidates.Mark, isStrict: Bool
  ) -> Bool {
    let isStrict = isStrict || NameMarks.weak.contains(mark.name)
    let count = min(5, pairs.count)
    let sample = (0..<count).map { pairs[$0 * (pairs.count - 1) / max(1, count - 1)] }
    let found = sample.compactMap { pair -> Bool? in
      guard let label = try? FileInspection(pair.label.url), let image = try? RasterFile.info(of: pair.image.url)
      else { return nil }
      guard label.isLabel, label.info.width == image.width, label.info.height == image.height else { return false }
      return !isStrict || (try? FileInspection(pair.image.url).isLabel) == false
    }
    return found.count { $0 } * 2 > found.count
  }
}
