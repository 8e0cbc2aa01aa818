import Basics
import Foundation
import Imaging
import Synchronization

/// A folder of decoded pixels of the images that are not kept in memory during a training.
///
/// Images whose files can be read by windows need no place in it.
public struct PixelStore: Sendable {
  /// Gets a file of pixels for each image.
  public let folder: URL
  /// Is told before any pixels are written how many images are stored, and the bytes that this takes.
  let announce: @Sendable (_ images: Int, _ bytes: Int) -> Void
  private let used = UsedFiles()

  /// Keeps decoded pixels in the folder.
  public init(_ folder: URL, announce: @escaping @Sendable (_ images: Int, _ bytes: Int) -> Void = { _, _ in }) {
    self.folder = folder
    self.announce = announce
  }

  /// Makes the place for the pixels of images, none of which is kept in memory.
  /// - Throws: `FileAccessError.unwritable`, also where they would fill the disk.
  func prepare(
    _ urls: [URL], _ preparation: ImagePreparation, sizing: InputConfiguration, options: DecodingOptions
  ) throws {
    let missing = urls.filter { url in
      FileIdentity.kind(file(for: url, preparation, sizing: sizing)) == nil
        && (try? windows(of: url, preparation, sizing: sizing, options: options)) == nil
    }
    if missing.isEmpty { return }
    let bytes = missing.reduce(0) { sum, url in
      let info = try? RasterFile.info(of: url, options: options)
      return sum + (info.map { TrainingImages.byteCount(of: $0, preparation, sizing: sizing) } ?? 0)
    }
    try FileAccessError.createFolder(folder)
    AtomicFile.removeAbandoned(in: folder)
    let values = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
    if let free = (values?[.systemFreeSize] as? NSNumber)?.intValue, free < bytes + Self.spare {
      throw FileAccessError.unwritable(
        path: folder.path,
        reason: "the pixels of \(NumberText.count(missing.count, "image")) that do not fit into memory take "
          + "\(bytes / 1_000_000) MB, and \(free / 1_000_000) MB are free; choose a folder on another disk")
    }
    announce(missing.count, bytes)
  }

  /// Bytes that are left free on the disk.
  private static let spare = 256 << 20

  /// The pixels of an image, which are written to the store first unless they can be read by windows or are there.
  /// - Throws: `ImageIOError`, `FileAccessError`.
  func pixels(
    of url: URL, _ preparation: ImagePreparation, sizing: InputConfiguration, options: DecodingOptions
  ) throws -> ImagePixels {
    if let windows = try windows(of: url, preparation, sizing: sizing, options: options) { return .windows(windows) }
    let file = file(for: url, preparation, sizing: sizing)
    used.insert(file)
    if FileIdentity.kind(file) == .file, let stored = try? StoredRaster(contentsOf: file) { return .stored(stored) }
    let rows = try preparation.open(url, options: options)
    let size = sizing.sized(rows.width, rows.height)
    let isSized = size.width == rows.width && size.height == rows.height
    try StoredRaster.write(
      isSized ? rows : ResizedRows(rows, width: size.width, height: size.height),
      hasValidity: preparation.mayHaveNoData(rows.info), to: file)
    return .stored(try StoredRaster(contentsOf: file))
  }

  /// Removes the files of pixels that were used, and the folder if nothing else is in it. Those of other trainings stay.
  public func remove() {
    for file in used.all { try? FileManager.default.removeItem(at: file) }
    rmdir(folder.path)
  }

  private static let pathExtension = "pixels"

  /// Images that are resized are not read by windows, since every crop would need its surroundings too.
  private func windows(
    of url: URL, _ preparation: ImagePreparation, sizing: InputConfiguration, options: DecodingOptions
  ) throws -> ImageWindows? {
    guard sizing.scale == 1, sizing.side == 0 else { return nil }
    return try ImageWindows(url, preparation: preparation, options: options)
  }

  /// The file of an image. Its name changes with the image file and with how its pixels are prepared.
  private func file(for url: URL, _ preparation: ImagePreparation, sizing: InputConfiguration) -> URL {
    var information = stat()
    stat(url.path, &information)
    let (time, size) = (information.st_mtim, information.st_size)
    let ranges = preparation.ranges.map { "\($0.bits) \($0.low) \($0.high)" }
    var fingerprint = Fingerprint()
    for part in [
      url.path, "\(time.tv_sec) \(time.tv_nsec) \(size)", preparation.alpha.rawValue, preparation.noData.description,
      preparation.bands.description, "\(ranges)", "\(sizing.scale) \(sizing.side)",
    ] { fingerprint.add(part + "\n") }
    return folder.appending(path: "\(fingerprint.text).\(Self.pathExtension)")
  }
}

/// The files that a store has given out.
private final class UsedFiles: Sendable {
  private let files = Mutex(Set<URL>())

  var all: Set<URL> { files.withLock { $0 } }
  func insert(_ file: URL) { files.withLock { _ = $0.insert(file) } }
}
