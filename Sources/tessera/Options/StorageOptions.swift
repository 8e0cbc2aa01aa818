import ArgumentParser
import Foundation
import TesseraKit

/// Where a training keeps decoded pixels, as told on the command line.
struct StorageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Gigabytes of decoded pixels that a training keeps in memory; 4 unless given. Crops of other images are read from tiled GeoTIFFs by \
      window; the pixels of PNGs, JPEGs and other rasters go to a cache on disk.
      """, valueName: "GB"))
  var memory: Double?

  @Option(
    help: ArgumentHelp(
      "Folder of that cache; by default `pixels` in the output folder. It is removed when the training is done.",
      valueName: "folder"))
  var cache: String?

  @Flag(help: "Leave the cache for the next training on the same images.")
  var keepCache = false

  func validate() throws {
    if let memory, !(memory >= 0 && memory <= 1e6) {
      throw ValidationError("--memory must be from 0 to 1000000 GB, not \(memory).")
    }
  }

  var isGiven: Bool { memory != nil || cache != nil || keepCache }

  var storage: PixelStorage {
    var storage = PixelStorage()
    storage.memory = Processes.share(of: memory.map { Int($0 * 1e9) } ?? storage.memory)
    storage.folder = cache.map { URL(filePath: $0) }
    storage.isKept = keepCache
    return storage
  }
}
