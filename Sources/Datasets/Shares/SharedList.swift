import Basics
import Foundation
import Imaging

/// A list of files with what each costs, which is cut into shares.
package struct SharedList: Hashable, Sendable {
  /// The pixels of each file.
  package let work: [Int]
  /// Tells this list from one with other files or other sizes.
  package let fingerprint: String

  /// What a file counts for whose header cannot be read.
  static let pixelsOfUnreadable = 1 << 20
  /// What a file counts for at most, so that sums stay numbers.
  private static let most = 1 << 40

  /// Reads the headers of the files.
  /// - Parameters:
  ///   - files: in an order that every process finds.
  ///   - partners: the paths of the files that belong to them, such as labels.
  package init(
    _ files: [ImageFolder.Item], partners: [ImageFolder.Item] = [], options: DecodingOptions = .init(),
    parallel: Parallel = Parallel()
  ) {
    work = parallel.map(files) { file in
      guard let info = try? RasterFile.info(of: file.url, options: options) else { return Self.pixelsOfUnreadable }
      return min(max(1, info.width * info.height), Self.most)
    }
    var fingerprint = Fingerprint()
    for (file, pixels) in zip(files, work) {
      fingerprint.add(file.relativePath)
      // No path holds it, so that no two lists run into one.
      fingerprint.add(0)
      fingerprint.add(UInt64(pixels))
    }
    for partner in partners {
      fingerprint.add(partner.relativePath)
      fingerprint.add(0)
    }
    self.fingerprint = fingerprint.text
  }

  /// What a result of a share says about the share.
  package func header(_ kind: PartHeader.Kind, of share: Share) -> PartHeader {
    PartHeader(kind: kind, share: share.index, shares: share.count, files: work.count, list: fingerprint)
  }
}

extension ImageFolder {
  /// The images of one share. What cannot be used of the folder is among the last share's failures, so that it is listed
  /// once and after all others.
  /// - Throws: ``DatasetError/equalStems(path:otherPath:count:)`` for two images of one stem, of whatever shares.
  package func part(_ share: Share, of list: SharedList) throws -> ImageFolder {
    try checkStems()
    return taking(share.range(of: list.work), failures: share.index == share.count)
  }
}
