/// Changes the size of rasters.
///
/// Pixel centres lie at half-integer coordinates and the outer edges of both sizes coincide.
package enum Resampling {
  /// A raster of another size. An axis that shrinks takes area means, and one that grows is interpolated linearly.
  ///
  /// Samples keep their type, and whole numbers are rounded to the nearest. A pixel is valid where the nearest source
  /// pixel is valid.
  /// - Precondition: the raster is not empty, and `width` and `height` are positive.
  package static func resize(_ raster: Raster, width: Int, height: Int) -> Raster {
    if width == raster.width && height == raster.height { return raster }
    precondition(
      width > 0 && height > 0 && raster.width > 0 && raster.height > 0, "an empty raster cannot be resized")
    let (from, to) = ((raster.width, raster.height), (width, height))
    let resampler = RowResampler(from: from, to: to, bands: raster.bands)
    let samples: Raster.Samples =
      switch raster.samples {
      case .uint8(let values): .uint8(resize(values, resampler))
      case .uint16(let values): .uint16(resize(values, resampler))
      case .float32(let values): .float32(resize(values, resampler))
      }
    var validity = NearestValidity(from: from, to: to)
    validity.add(raster, firstRow: 0)
    return Raster(
      width: width, height: height, bands: raster.bands, samples: samples, validity: validity.rows(0..<height))
  }

  /// For each place on an axis of `target` pixels, the nearest place on an axis of `source` pixels.
  static func nearestPlaces(from source: Int, to target: Int) -> [Int] {
    (0..<target).map { (2 * $0 + 1) * source / (2 * target) }
  }

  private static func resize<Sample: RasterSample>(_ samples: [Sample], _ resampler: RowResampler) -> [Sample] {
    var resampler = resampler
    var result: [Sample] = []
    result.reserveCapacity(resampler.rowLength * resampler.height)
    samples.withUnsafeBufferPointer { samples in
      for _ in 0..<resampler.height {
        for row in resampler.missingRows {
          let start = row * resampler.sourceRowLength
          resampler.add(row: row, UnsafeBufferPointer(rebasing: samples[start..<start + resampler.sourceRowLength]))
        }
        resampler.appendNextRow(to: &result)
      }
    }
    return result
  }
}
