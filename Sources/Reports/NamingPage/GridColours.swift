import Imaging

/// The colours of an image and how much its brightness varies, on a coarse grid, as features beside those of a model.
package enum GridColours {
  /// Four planes of the grid: mean red, green and blue, and the standard deviation of the brightness, doubled.
  /// - Parameter image: RGB of eight bits.
  package static func planes(of image: Raster, width: Int, height: Int) -> [[UInt8]] {
    guard case .uint8(let pixels) = image.samples, image.bands == 3 else { return [] }
    var sums = [SIMD8<Float>](repeating: .zero, count: width * height)
    for y in 0..<image.height {
      let row = y * height / image.height * width
      for x in 0..<image.width {
        let at = 3 * (y * image.width + x)
        let (red, green, blue) = (Float(pixels[at]), Float(pixels[at + 1]), Float(pixels[at + 2]))
        let luma = Luma.rec601(red, green, blue)
        sums[row + x * width / image.width] += SIMD8(red, green, blue, luma, luma * luma, 1, 0, 0)
      }
    }
    func byte(_ value: Float) -> UInt8 { UInt8(min(max(value, 0), 255).rounded()) }
    let means = sums.map { $0 / max(1, $0[5]) }
    let colours = (0..<3).map { band in means.map { byte($0[band]) } }
    return colours + [means.map { byte(2 * max(0, $0[4] - $0[3] * $0[3]).squareRoot()) }]
  }
}
