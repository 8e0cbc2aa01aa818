/// A source at another size, row by row. The pixels are those of ``Resampling/resize(_:width:height:)``.
package final class ResizedRows: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource
  private let sourceHeight: Int
  private var resampler: RowResampler
  private var validity: NearestValidity
  private var nextRow = 0
  private var nextSourceRow = 0

  /// - Parameter source: a source with no row read yet.
  /// - Precondition: the source is not empty, and `width` and `height` are positive.
  package init(_ source: any RasterSource, width: Int, height: Int) {
    let from = source.info
    precondition(
      width > 0 && height > 0 && from.width > 0 && from.height > 0, "an empty raster cannot be resized")
    self.source = source
    sourceHeight = from.height
    info = from.derived(width: width, height: height)
    resampler = RowResampler(from: (from.width, from.height), to: (width, height), bands: from.bands)
    validity = NearestValidity(from: (from.width, from.height), to: (width, height))
  }

  package func readRows(_ count: Int) throws -> Raster? {
    let count = min(count, info.height - nextRow)
    guard count > 0 else { return nil }
    let samples: Raster.Samples =
      switch info.sampleType {
      case .uint8: .uint8(try rows(count))
      case .uint16: .uint16(try rows(count))
      case .float32: .float32(try rows(count))
      }
    nextRow += count
    // Rows that no resized row needs are read too, so that the end of the file is checked.
    if nextRow == info.height { while try source.readRows(256) != nil {} }
    return Raster(
      width: info.width, height: count, bands: info.bands, samples: samples,
      validity: validity.rows(nextRow - count..<nextRow))
  }

  private func rows<Sample: RasterSample>(_ count: Int) throws -> [Sample] {
    var values: [Sample] = []
    values.reserveCapacity(count * resampler.rowLength)
    for _ in 0..<count {
      while let last = resampler.missingRows.last, nextSourceRow <= last {
        try addSourceRows(last + 1 - nextSourceRow)
      }
      resampler.appendNextRow(to: &values)
    }
    return values
  }

  private func addSourceRows(_ count: Int) throws {
    guard let band = try source.readRows(count) else {
      throw ImageIOError.truncated(path: info.path, expectedRows: sourceHeight, readRows: nextSourceRow)
    }
    func add<Sample: RasterSample>(_ values: [Sample]) {
      values.withUnsafeBufferPointer { values in
        for row in 0..<band.height {
          let start = row * resampler.sourceRowLength
          resampler.add(
            row: nextSourceRow + row, UnsafeBufferPointer(rebasing: values[start..<start + resampler.sourceRowLength]))
        }
      }
    }
    switch band.samples {
    case .uint8(let values): add(values)
    case .uint16(let values): add(values)
    case .float32(let values): add(values)
    }
    validity.add(band, firstRow: nextSourceRow)
    nextSourceRow += band.height
  }
}
