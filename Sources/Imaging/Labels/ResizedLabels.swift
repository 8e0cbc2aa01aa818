/// A source of labels at another size. Each pixel takes the label at its centre.
package final class ResizedLabels: RasterSource {
  package let info: RasterInfo
  private let source: any RasterSource
  private let sourceWidth: Int
  private let sourceHeight: Int
  private let columns: [Int]
  private let rows: [Int]
  private var nextRow = 0
  private var band: (labels: LabelMap, validity: [UInt8]?)?
  private var bandStart = 0

  /// - Parameter source: a source of labels, with no row read yet.
  /// - Precondition: the source is not empty, and `width` and `height` are positive.
  package init(_ source: any RasterSource, width: Int, height: Int) {
    let from = source.info
    precondition(width > 0 && height > 0 && from.width > 0 && from.height > 0, "an empty map cannot be resized")
    self.source = source
    (sourceWidth, sourceHeight) = (from.width, from.height)
    info = from.derived(width: width, height: height, bands: 1, sampleType: .uint16)
    columns = Resampling.nearestPlaces(from: sourceWidth, to: width)
    rows = Resampling.nearestPlaces(from: sourceHeight, to: height)
  }

  package func readRows(_ count: Int) throws -> Raster? {
    let count = min(count, rows.count - nextRow)
    guard count > 0 else { return nil }
    var values: [UInt16] = []
    values.reserveCapacity(columns.count * count)
    var validity: [UInt8]?
    for y in nextRow..<nextRow + count {
      let band = try band(holding: rows[y])
      let start = (rows[y] - bandStart) * sourceWidth
      if let mask = band.validity {
        if validity == nil { validity = [UInt8](repeating: 1, count: values.count) }
        for column in columns { validity?.append(mask[start + column]) }
      } else if validity != nil {
        validity?.append(contentsOf: repeatElement(1, count: columns.count))
      }
      for column in columns { values.append(band.labels.values[start + column]) }
    }
    nextRow += count
    // The remaining rows are read too, so that the end of the file is checked.
    if nextRow == rows.count { while try source.readRows(256) != nil {} }
    return Raster(width: columns.count, height: count, bands: 1, samples: .uint16(values), validity: validity)
  }

  private func band(holding row: Int) throws -> (labels: LabelMap, validity: [UInt8]?) {
    while true {
      if let band, row < bandStart + band.labels.height { return band }
      bandStart += band?.labels.height ?? 0
      guard let next = try source.readRows(64) else {
        throw ImageIOError.truncated(path: info.path, expectedRows: sourceHeight, readRows: bandStart)
      }
      band = (LabelMap(next), next.validity)
    }
  }
}

extension Resampling {
  /// A label map of another size. Each pixel takes the label at its centre.
  /// - Precondition: the map is not empty, and `width` and `height` are positive.
  package static func resize(_ map: LabelMap, width: Int, height: Int) -> LabelMap {
    if width == map.width && height == map.height { return map }
    precondition(width > 0 && height > 0 && map.width > 0 && map.height > 0, "an empty map cannot be resized")
    let columns = nearestPlaces(from: map.width, to: width)
    var values: [UInt16] = []
    values.reserveCapacity(width * height)
    for row in nearestPlaces(from: map.height, to: height) {
      for column in columns { values.append(map.values[row * map.width + column]) }
    }
    return LabelMap(width: width, height: height, values: values)
  }
}
