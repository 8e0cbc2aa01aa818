import Basics
import Datasets
import Imaging
import NeuralNet

/// Reads square crops out of an image, in the channels that the network wants.
///
/// Images smaller than the crop are continued by mirroring.
struct CropReader {
  let image: ImagePixels
  /// One band of 8 bits: 1 where a pixel of the image as stored counts, 0 elsewhere; nil where all count.
  var relevance: Raster?
  /// Channels of the crops.
  let channels: Int

  /// Fills `target` with a crop at a random place.
  /// - Parameters:
  ///   - scale: magnification of the image in the crop: 2 shows half as much of it.
  ///   - target: `size * size * channels` values in 0...1.
  ///   - weights: `size * size` values, set to 1 or 0 by whether the pixel counts where ``relevance`` says so; nil to leave that out.
  ///   - validity: `size * size` values, set to 1 or 0 by whether the pixel has data; nil to leave that out.
  /// - Throws: `ImageIOError` when an image that is not in memory can no longer be read.
  func copyCrop(
    size: Int, scale: Float, random: inout RandomSource, into target: UnsafeMutableBufferPointer<Float>,
    weights: UnsafeMutableBufferPointer<Float>? = nil, validity: UnsafeMutableBufferPointer<Float>? = nil
  ) throws {
    let extent = scale == 1 ? size : max(1, Int((Float(size) / scale).rounded()))
    // A crop in which nothing counts, or most has no data, teaches little; where most of the image counts, few are.
    var chosen = try place(extent: extent, random: &random)
    var best = (place: chosen, worth: -1.0)
    for attempt in 1...Self.mostAttempts {
      if attempt > 1 { chosen = try place(extent: extent, random: &random) }
      let counts = weights.map { weigh(x: chosen.x, y: chosen.y, extent: extent, size: size, into: $0) } ?? true
      let share = validity.map { validShare(chosen, extent: extent, size: size, into: $0) } ?? 1
      let worth = share + (counts ? 1 : 0)
      if worth > best.worth { best = (chosen, worth) }
      if counts && share >= Self.leastShare { break }
      if attempt == Self.mostAttempts, let validity, worth < best.worth {
        chosen = best.place
        _ = weights.map { weigh(x: chosen.x, y: chosen.y, extent: extent, size: size, into: $0) }
        _ = validShare(chosen, extent: extent, size: size, into: validity)
      }
    }
    let pixels = chosen.pixels.floats()
    let step = Float(extent) / Float(size)
    for row in 0..<size {
      let sy = extent == size ? Float(row) : (Float(row) + 0.5) * step - 0.5
      for column in 0..<size {
        let sx = extent == size ? Float(column) : (Float(column) + 0.5) * step - 0.5
        let out = (row * size + column) * channels
        for c in 0..<channels {
          target[out + c] = sample(
            pixels, of: chosen.pixels, x: sx + Float(min(chosen.x, 0)), y: sy + Float(min(chosen.y, 0)), channel: c)
        }
      }
    }
  }

  /// A place of a crop and the pixels of the image there.
  private struct Place {
    /// The first column and row of the crop, negative where the image is smaller than it.
    let x, y: Int
    /// What of the crop lies within the image.
    let pixels: Raster
  }

  private func place(extent: Int, random: inout RandomSource) throws -> Place {
    let x = Self.start(extent: extent, length: image.width, random: &random)
    let y = Self.start(extent: extent, length: image.height, random: &random)
    return Place(
      x: x, y: y,
      pixels: try image.read(
        x: max(0, x), y: max(0, y), width: min(extent, image.width), height: min(extent, image.height)))
  }

  private static let mostAttempts = 16
  /// The least share of a crop that has data, where other crops may have more.
  private static let leastShare = 0.5

  /// Sets the validity of a crop, that of the nearest pixels; those beyond the image are mirrored.
  /// - Returns: the share of the crop that has data.
  private func validShare(
    _ place: Place, extent: Int, size: Int, into target: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let pixels = place.pixels
    guard let validity = pixels.validity else {
      target.update(repeating: 1)
      return 1
    }
    func places(_ start: Int, _ whole: Int) -> [Int] {
      (0..<size).map { Self.mirrored(start + (2 * $0 + 1) * extent / (2 * size), whole) - max(0, start) }
    }
    let columns = places(place.x, image.width)
    let rows = places(place.y, image.height)
    var valid = 0
    for (row, line) in rows.enumerated() {
      for (column, place) in columns.enumerated() {
        let isValid = validity[line * pixels.width + place] != 0
        target[row * size + column] = isValid ? 1 : 0
        valid += isValid ? 1 : 0
      }
    }
    return Double(valid) / Double(size * size)
  }

  /// Sets the weights of a crop, each that of the nearest pixel of the mask; those beyond the image are mirrored.
  /// - Returns: whether any pixel counts.
  private func weigh(
    x: Int, y: Int, extent: Int, size: Int, into weights: UnsafeMutableBufferPointer<Float>
  ) -> Bool {
    guard let relevance, case .uint8(let isRelevantAt) = relevance.samples else { return true }
    func places(_ start: Int, _ length: Int, _ stored: Int) -> [Int] {
      (0..<size).map { index in
        let pixel = Self.mirrored(start + (2 * index + 1) * extent / (2 * size), length)
        return (2 * pixel + 1) * stored / (2 * length)
      }
    }
    let columns = places(x, image.width, relevance.width)
    let rows = places(y, image.height, relevance.height)
    var counts = false
    for (row, line) in rows.enumerated() {
      for (column, place) in columns.enumerated() {
        let isRelevant = isRelevantAt[line * relevance.width + place] != 0
        weights[row * size + column] = isRelevant ? 1 : 0
        counts = counts || isRelevant
      }
    }
    return counts
  }

  /// The first row or column of the crop: anywhere it fits, or centred where the image is smaller.
  private static func start(extent: Int, length: Int, random: inout RandomSource) -> Int {
    let draw = random.uniform()
    return extent <= length ? min(Int(draw * Float(length - extent + 1)), length - extent) : (length - extent) / 2
  }

  private func sample(_ pixels: [Float], of window: Raster, x: Float, y: Float, channel: Int) -> Float {
    let x0 = x.rounded(.down)
    let y0 = y.rounded(.down)
    let (fx, fy) = (x - x0, y - y0)
    func at(_ x: Int, _ y: Int) -> Float {
      let place = Self.mirrored(y, window.height) * window.width + Self.mirrored(x, window.width)
      return ChannelConversion.value(pixels, at: place, from: window.bands, to: channels, channel: channel)
    }
    if fx == 0 && fy == 0 { return at(Int(x0), Int(y0)) }
    let top = at(Int(x0), Int(y0)) * (1 - fx) + at(Int(x0) + 1, Int(y0)) * fx
    let bottom = at(Int(x0), Int(y0) + 1) * (1 - fx) + at(Int(x0) + 1, Int(y0) + 1) * fx
    return top * (1 - fy) + bottom * fy
  }

  /// `index` folded into `0..<length` as between two mirrors that repeat the edge pixel.
  static func mirrored(_ index: Int, _ length: Int) -> Int {
    let period = 2 * length
    let folded = ((index % period) + period) % period
    return folded < length ? folded : period - 1 - folded
  }
}
