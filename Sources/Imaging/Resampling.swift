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
    let columns = AxisTaps(from: image.width, to: width)
    let rows = AxisTaps(from: image.height, to: height)
    let samples: RasterImage.Samples =
      switch image.samples {
      case .bits8(let values): .bits8(resize(values, rowLength: image.width, image.channels, columns, rows))
      case .bits16(let values): .bits16(resize(values, rowLength: image.width, image.channels, columns, rows))
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
    _ samples: [Sample], rowLength: Int, _ channels: Int, _ columns: AxisTaps, _ rows: AxisTaps
  ) -> [Sample] {
    let narrowLength = columns.count * channels
    let greatest = Float(Sample.max)
    var result: [Sample] = []
    result.reserveCapacity(narrowLength * rows.count)
    // The source rows already resized along x that the current target row needs; each is made once.
    var narrow: [Int: [Float]] = [:]
    for y in 0..<rows.count {
      let needed = rows.starts[y]..<rows.starts[y] + rows.counts[y]
      for row in narrow.keys where row < needed.lowerBound { narrow[row] = nil }
      var sums = [Float](repeating: 0, count: narrowLength)
      for (tap, row) in needed.enumerated() {
        let line = narrow[row] ?? resizeRow(samples, at: row * rowLength * channels, channels, columns)
        narrow[row] = line
        let weight = rows.weights[rows.offsets[y] + tap]
        for i in 0..<narrowLength { sums[i] += weight * line[i] }
      }
      for sum in sums { result.append(Sample(min(max(sum, 0), greatest).rounded())) }
    }
    return result
  }

  private static func resizeRow<Sample: FixedWidthInteger>(
    _ samples: [Sample], at start: Int, _ channels: Int, _ columns: AxisTaps
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: columns.count * channels) { line, count in
      samples.withUnsafeBufferPointer { samples in
        for x in 0..<columns.count {
          let from = start + columns.starts[x] * channels
          for c in 0..<channels {
            var sum: Float = 0
            for tap in 0..<columns.counts[x] {
              sum += columns.weights[columns.offsets[x] + tap] * Float(samples[from + tap * channels + c])
            }
            line.initializeElement(at: x * channels + c, to: sum)
          }
        }
      }
      count = columns.count * channels
    }
  }
}

/// For each place of a resized axis, the run of source places it is mixed from, and their weights, which sum to 1.
private struct AxisTaps {
  var starts: [Int] = []
  var counts: [Int] = []
  var offsets: [Int] = []
  var weights: [Float] = []

  var count: Int { starts.count }

  init(from source: Int, to target: Int) {
    let scale = Double(source) / Double(target)
    for place in 0..<target {
      var taps: [(place: Int, weight: Double)] = []
      if target < source {
        let low = Double(place) * scale
        let high = Double(place + 1) * scale
        for covered in Int(low)..<min(source, Int(high.rounded(.up))) {
          taps.append((covered, min(high, Double(covered + 1)) - max(low, Double(covered))))
        }
      } else {
        let centre = min(max((Double(place) + 0.5) * scale - 0.5, 0), Double(source - 1))
        let low = Int(centre)
        taps.append((low, 1 - (centre - Double(low))))
        if low + 1 < source { taps.append((low + 1, centre - Double(low))) }
      }
      let total = taps.reduce(0) { $0 + $1.weight }
      starts.append(taps[0].place)
      counts.append(taps.count)
      offsets.append(weights.count)
      weights += taps.map { Float($0.weight / total) }
    }
  }
}
