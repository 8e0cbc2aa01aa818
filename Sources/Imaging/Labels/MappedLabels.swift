/// Labels that are replaced by a table. It records which labels occur.
package final class MappedLabels: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource
  private let table: LabelTable?
  private var isMet = [Bool](repeating: false, count: Label.limit + 1)

  /// - Parameters:
  ///   - source: a source of labels, with no row read yet.
  ///   - table: the label for each label; nil to keep all labels.
  package init(_ source: any RasterSource, table: LabelTable? = nil) {
    self.source = source
    self.table = table
    info = source.info.derived(bands: 1, sampleType: .uint16)
  }

  /// The labels of the rows read so far, after the replacement, in ascending order.
  package var metLabels: [UInt16] { isMet.indices.compactMap { isMet[$0] ? UInt16($0) : nil } }

  package func readRows(_ count: Int) throws -> Raster? {
    guard let band = try source.readRows(count) else { return nil }
    var values = LabelMap(band).values
    values.withUnsafeMutableBufferPointer { values in
      isMet.withUnsafeMutableBufferPointer { isMet in
        // Most pixels have the label of the pixel before, so its lookup is kept.
        var last: (from: UInt16, to: UInt16)?
        for place in values.indices {
          let from = values[place]
          if let last, last.from == from {
            values[place] = last.to
            continue
          }
          let to = table.map { $0[from] } ?? from
          values[place] = to
          isMet[Int(to)] = true
          last = (from, to)
        }
      }
    }
    return Raster(
      width: band.width, height: band.height, bands: 1, samples: .uint16(values), validity: band.validity)
  }
}
