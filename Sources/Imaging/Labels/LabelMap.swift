/// A label for each pixel of an image: the number of a class or a cluster.
public struct LabelMap: Hashable, Sendable {
  /// Columns, in pixels.
  public let width: Int
  /// Rows, in pixels.
  public let height: Int
  /// `width * height` labels in row-major order; ``Label/none`` for pixels without a label.
  public var values: [UInt16]

  /// - Precondition: `values.count == width * height`.
  public init(width: Int, height: Int, values: [UInt16]) {
    precondition(values.count == width * height, "a \(width) x \(height) label map needs \(width * height) values")
    self.width = width
    self.height = height
    self.values = values
  }

  /// The samples of a raster as labels.
  /// - Precondition: one band of whole numbers.
  public init(_ raster: Raster) {
    precondition(raster.bands == 1, "labels have one band, not \(raster.bands)")
    width = raster.width
    height = raster.height
    switch raster.samples {
    case .uint8(let samples): values = samples.map { UInt16($0) }
    case .uint16(let samples): values = samples
    case .float32: preconditionFailure("labels are whole numbers")
    }
  }

  /// The labels as a raster of one band of 16 bits.
  public var raster: Raster { Raster(width: width, height: height, bands: 1, samples: .uint16(values)) }

  /// The labels as a raster of one band of 8 bits; ``Label/none`` becomes 255.
  /// - Precondition: no other label is above 255.
  package var raster8: Raster {
    let bytes = values.map { label -> UInt8 in
      precondition(label <= 255 || label == Label.none, "label \(label) does not fit one byte")
      return UInt8(truncatingIfNeeded: label)
    }
    return Raster(width: width, height: height, bands: 1, values: bytes)
  }

  /// The label at column `x`, row `y`.
  public subscript(x: Int, y: Int) -> UInt16 {
    get { values[y * width + x] }
    set { values[y * width + x] = newValue }
  }

  /// A rectangle of the map.
  /// - Precondition: the rectangle lies within the map.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> LabelMap {
    LabelMap(raster.cropped(x: x, y: y, width: width, height: height))
  }
}

extension RasterSource {
  /// The next `count` rows of a source of one band as labels, or fewer at the end; nil after the last row.
  /// - Throws: the error of the source.
  public func readLabels(_ count: Int) throws -> LabelMap? { try readRows(count).map { LabelMap($0) } }
}
