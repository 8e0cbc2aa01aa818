import Basics
import Foundation
import Imaging
import Synchronization

/// Chooses images by their labels: those large enough, of which enough pixels belong to the classes of interest.
///
/// - Source: the lists published with Ji, Henriques and Vedaldi, ICCV 2019, were made so, with the standard values here.
public struct LabelCuration: Sendable {
  public let classes: ClassTable
  /// The least share of an image's pixels that belong to a class, 0...1.
  public let share: Double
  /// The least width and height, in pixels.
  public let side: Int

  public init(classes: ClassTable, share: Double = 0.75, side: Int = 360) {
    self.classes = classes
    self.share = share
    self.side = side
  }

  /// Those of `items` that qualify, in order, and what could not be read.
  /// - Parameter progress: is called after each label file.
  public func choose(
    from items: [ImageFolder.Item], parallel: Parallel, progress: @Sendable () -> Void = {}
  ) -> (chosen: [ImageFolder.Item], failures: [FileFailure]) {
    let results = Mutex([Int: Result<Bool, FileFailure>]())
    parallel.forEach(items.count) { index in
      let result: Result<Bool, FileFailure>
      do {
        result = .success(try qualifies(items[index].url))
      } catch {
        result = .failure(FileFailure(path: items[index].url.path, error: error))
      }
      results.withLock { $0[index] = result }
      progress()
    }
    var (chosen, failures): ([ImageFolder.Item], [FileFailure]) = ([], [])
    let found = results.withLock { $0 }
    for (index, item) in items.enumerated() {
      switch found[index] {
      case .success(true): chosen.append(item)
      case .failure(let failure): failures.append(failure)
      case .success(false), nil: break
      }
    }
    return (chosen, failures)
  }

  private func qualifies(_ label: URL) throws -> Bool {
    let reader = try ClassReader(contentsOf: label, classes: classes)
    guard reader.info.width >= side, reader.info.height >= side else { return false }
    var pixels = 0
    let rows = max(1, (1 << 20) / reader.info.width)
    while let band = try reader.readRows(rows) { pixels += band.values.count { $0 != ConfusionMatrix.none } }
    return Double(pixels) >= share * Double(reader.info.width * reader.info.height)
  }
}
