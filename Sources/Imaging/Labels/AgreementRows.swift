/// An error map: labels that say where two label maps agree.
package final class AgreementRows: RasterSource {
  /// The labels of the error map.
  package enum Agreement: UInt16, CaseIterable, Sendable {
    case right
    case wrong
    /// A pixel without a label in the reference.
    case ignored
  }

  /// Blue, vermilion and grey, which colour-blind eyes tell apart too.
  package static let palette = Palette([.init(hex: 0x56B4E9), .init(hex: 0xD55E00), .init(hex: 0x808080)])

  package let info: RasterInfo
  private let labels: any RasterSource
  private let reference: any RasterSource

  /// - Parameters:
  ///   - labels: labels in the classes of `reference`.
  ///   - reference: the right labels.
  /// - Throws: `ImageIOError.sizesDiffer`.
  package init(_ labels: any RasterSource, reference: any RasterSource) throws {
    try reference.info.checkSize(equals: labels.info)
    self.labels = labels
    self.reference = reference
    info = labels.info.derived(bands: 1, sampleType: .uint16)
  }

  package func readRows(_ count: Int) throws -> Raster? {
    guard let band = try labels.readRows(count), let truth = try reference.readRows(count) else { return nil }
    let values = zip(LabelMap(band).values, LabelMap(truth).values).map { label, truth in
      (truth == Label.none ? Agreement.ignored : label == truth ? .right : .wrong).rawValue
    }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(values),
      validity: band.validity(and: truth))
  }
}
