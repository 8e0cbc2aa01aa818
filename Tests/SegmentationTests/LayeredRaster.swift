import Imaging

extension Raster {
  /// An image of 8 bits whose pixels are made from those of this one.
  func layered(_ pixel: (_ place: Int, _ values: [UInt8]) -> [UInt8]) -> Raster {
    guard case .uint8(let samples) = samples else { preconditionFailure("the image has 8 bits") }
    var values: [UInt8] = []
    for place in 0..<width * height { values += pixel(place, Array(samples[place * bands..<(place + 1) * bands])) }
    return Raster(width: width, height: height, bands: values.count / (width * height), values: values)
  }
}
