import Basics
import Foundation
import Imaging

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
    let (answers, failures) = parallel.attempt(
      items, path: \.url.path, progress: progress, { try qualifies($0.url) })
    return (zip(items, answers).filter { $1 == true }.map(\.0), failures)
  }

  private func qualifies(_ label: URL) throws -> Bool {
    let reader = try ClassReader(contentsOf: label, classes: classes)
    guard reader.width >= side, reader.height >= side else { return false }
    var pixels = 0
    let rows = max(1, (1 << 20) / reader.width)
    while let band = try reader.readLabels(rows) { pixels += band.values.count { $0 != Label.none } }
    return Double(pixels) >= share * Double(reader.width * reader.height)
  }
}
