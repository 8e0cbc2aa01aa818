import Basics
import Foundation
import Imaging

/// Chooses images by their labels: images that are large enough and have enough pixels of the classes of interest.
///
/// - Source: the lists published with Ji, Henriques and Vedaldi, ICCV 2019, whose thresholds are the defaults here.
package struct LabelCuration: Sendable {
  package let meaning: LabelMeaning
  /// The least share of an image's pixels that belong to a class, 0...1.
  package let share: Double
  /// The least width and height, in pixels.
  package let side: Int
  package let options: DecodingOptions

  package init(_ meaning: LabelMeaning, share: Double = 0.75, side: Int = 360, options: DecodingOptions = .init()) {
    self.meaning = meaning
    self.share = share
    self.side = side
    self.options = options
  }

  /// The items that qualify, in order, the label files that cannot be read, and what was decided about the labels.
  /// - Parameter progress: is called twice for each label file, since all are read before any is judged.
  package func choose(
    from items: [ImageFolder.Item], parallel: Parallel, progress: @Sendable () -> Void = {}
  ) -> (chosen: [ImageFolder.Item], failures: [FileFailure], notices: [LabelNotice]) {
    let survey = LabelSurvey(
      items.map(\.url), meaning: meaning, options: options, parallel: parallel, progress: progress)
    let (answers, failures) = parallel.attempt(
      items, path: \.url.path, progress: progress, { try qualifies($0.url, survey.reading) })
    return (zip(items, answers).filter { $1 == true }.map(\.0), failures, survey.notices)
  }

  private func qualifies(_ label: URL, _ reading: LabelReading) throws -> Bool {
    let reader = try ClassReader(contentsOf: label, reading: reading, options: options)
    guard reader.width >= side, reader.height >= side else { return false }
    var pixels = 0
    let rows = max(1, (1 << 20) / reader.width)
    while let band = try reader.readLabels(rows) { pixels += band.values.count { $0 != Label.none } }
    return Double(pixels) >= share * Double(reader.width * reader.height)
  }
}
