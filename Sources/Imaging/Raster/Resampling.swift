import Basics

/// Changes the size of images and label maps.
///
/// Pixel centres lie at half-integer coordinates and the outer edges of both sizes coincide.
public enum Resampling {
  /// An image of another size: each axis that shrinks takes area means, each that grows is interpolated linearly.
  ///
  /// Every channel alike; 8-bit samples stay 8-bit and 16-bit ones 16-bit, rounded to the nearest.
  /// - Precondition: the image is not empty, and `width` and `height` are positive.
  public static func resize(_ image: RasterImage, width: Int, height: Int) -> RasterImage {
    if width == image.width && height == image.height { return image }
    precondition(
      width > 0 && height > 0 && image.width > 0 && image.height > 0, "an empty image cannot be resized")
    let resampler = RowResampler(
      from: (image.width, image.height), to: (width, height), channels: image.channels)
    let samples: RasterImage.Samples =
      switch image.samples {
      case .bits8(let values): .bits8(resize(values, resampler))
      case .bits16(let values): .bits16(resize(values, resampler))
      }
    return RasterImage(width: width, height: height, channels: image.channels, samples: samples)
  }

  /// A label map of another size: each pixel takes the label at its centre.
  /// - Precondition: the map is not empty, and `width` and `height` are positive.
  public static func resize(_ map: LabelMap, width: Int, height: Int) -> LabelMap {
    if width == map.width && height == map.height { return map }
    precondition(width > 0 && height > 0 && map.width > 0 && map.height > 0, "an empty map cannot be resized")
    let columns = (0..<width).map { (2 * $0 + 1) * map.width / (2 * width) }
    var values: [UInt8] = []
    values.reserveCapacity(width * height)
    for y in 0..<height {
      let row = (2 * y + 1) * map.height / (2 * height) * map.width
      for column in columns { values.append(map.values[row + column]) }
    }
    return LabelMap(width: width, height: height, values: values)
  }

  private static func resize<Sample: FixedWidthInteger>(
    _ samples: [Sample], _ resampler: RowResampler
  ) -> [Sample] {
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
