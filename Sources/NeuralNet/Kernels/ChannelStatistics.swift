import Basics

// C channels.

/// Means and deviations of channels, gathered map by map.
package struct ChannelStatistics: Sendable {
  private var count = 0.0
  private var sums: [Double]
  private var squares: [Double]

  package init(channels: Int) {
    sums = [Double](repeating: 0, count: channels)
    squares = sums
  }

  /// Adds pixels that are spread over a map, those for which `isWanted` is true.
  /// - Parameters:
  ///   - most: the most pixels that are looked at.
  ///   - isWanted: of a row and a column of the map.
  package mutating func add(
    _ map: FeatureMap, most: Int = .max, context: ComputeContext,
    where isWanted: (_ y: Int, _ x: Int) -> Bool = { _, _ in true }
  ) {
    let C = sums.count
    let shape = map.raw.shape
    precondition(shape.channels == C, "map \(shape) for statistics of \(C) channels")
    let looked = min(most, shape.pixels)
    PixelSource.lend(map) { source in
      context.lendingScratch(C) { pixel in
        for number in 0..<looked {
          let place = number * shape.pixels / looked
          guard isWanted(place / shape.width % shape.height, place % shape.width) else { continue }
          source.copy(pixel: place, count: 1, to: pixel)
          count += 1
          for c in 0..<C {
            let value = Double(pixel[c])
            sums[c] += value
            squares[c] += value * value
          }
        }
      }
    }
  }

  /// Adds what other maps of the same channels tell.
  package mutating func add(_ other: ChannelStatistics) {
    precondition(sums.count == other.sums.count, "\(sums.count) and \(other.sums.count) channels")
    count += other.count
    for c in sums.indices {
      sums[c] += other.sums[c]
      squares[c] += other.squares[c]
    }
  }

  /// Whether no pixel was added.
  package var isEmpty: Bool { count == 0 }

  /// - Returns: means, and deviations; a channel that does not vary has the deviation 1.
  /// - Precondition: pixels were added.
  package var meansAndDeviations: (means: [Float], deviations: [Float]) {
    precondition(count > 0, "no pixels were added")
    let means = sums.map { $0 / count }
    let deviations = zip(squares, means).map { square, mean -> Float in
      let variance = max(0, square / count - mean * mean)
      return variance > 1e-12 * (1 + mean * mean) ? Float(variance.squareRoot()) : 1
    }
    return (means.map { Float($0) }, deviations)
  }
}
