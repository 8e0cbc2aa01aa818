import Imaging

/// Masks of one class each as one label map: the value of the last class whose mask is not black at a pixel, and 0 where all masks
/// are.
package final class JoinedRows: RasterSource {
  package let info: RasterInfo
  /// Pixels so far that masks of several classes claim.
  package private(set) var contested = 0
  private let masks: [(source: any RasterSource, value: UInt8)]

  /// - Parameter masks: the masks, each with the value of its class, in ascending order.
  /// - Precondition: there is a mask.
  /// - Throws: `ImageIOError.sizesDiffer`.
  package init(_ masks: [(source: any RasterSource, value: UInt8)]) throws {
    precondition(!masks.isEmpty, "a label map is joined from masks")
    for mask in masks.dropFirst() { try mask.source.info.checkSize(equals: masks[0].source.info) }
    self.masks = masks
    info = masks[0].source.info.derived(bands: 1, sampleType: .uint8)
  }

  package func readRows(_ count: Int) throws -> Raster? {
    var values: [UInt8] = []
    var height = 0
    for mask in masks {
      guard let band = try mask.source.readRows(count)?.with8BitSamples(), case .uint8(let samples) = band.samples
      else { return nil }
      height = band.height
      if values.isEmpty { values = [UInt8](repeating: 0, count: band.width * height) }
      // The last of two or four samples is alpha.
      let colours = band.bands == 2 || band.bands == 4 ? band.bands - 1 : band.bands
      for place in values.indices {
        let at = place * band.bands
        guard samples[at..<at + colours].contains(where: { $0 != 0 }) else { continue }
        if values[place] != 0 && values[place] != mask.value { contested += 1 }
        values[place] = mask.value
      }
    }
    return Raster(width: info.width, height: height, bands: 1, values: values)
  }
}
