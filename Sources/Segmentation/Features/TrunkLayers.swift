import NeuralNet

// C channels of all convolutions.

/// The outputs of all convolutions of a network's trunk, on the grid of the last one.
///
/// Early layers tell small patterns and colours apart that later layers have given up.
package struct TrunkLayers: FeatureExtractor {
  private let trunk: TrunkFeatures
  package let channels: Int

  package init(_ trunk: TrunkFeatures) {
    self.trunk = trunk
    channels = trunk.network.convolutionChannels.reduce(0, +)
  }

  package var geometry: TileGeometry { trunk.geometry }

  /// - Shapes: pixels [N, H, W, bands of the images], result [N, H', W', C]. A finer map is averaged over each place.
  package func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    let maps = trunk.layers(pixels, context: context)
    guard let last = maps.last else { return trunk.features(pixels, context: context) }
    var result = context.zeros(last.raw.shape.with(channels: channels))
    var start = 0
    for map in maps {
      Self.average(map.applied(context: context), into: &result, from: start, context: context)
      start += map.raw.shape.channels
    }
    return FeatureMap(result)
  }

  /// Adds the mean of each cell of `map` to the channels of `result` from `start` on.
  private static func average(_ map: Tensor, into result: inout Tensor, from start: Int, context: ComputeContext) {
    let (from, to) = (map.shape, result.shape)
    let (C, all) = (from.channels, to.channels)
    map.withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        // Each row writes its own places.
        nonisolated(unsafe) let target = target
        context.forEach(to.batch * to.height) { line in
          let (n, y) = (line / to.height, line % to.height)
          let rows =
            y * from.height / to.height..<max(y * from.height / to.height + 1, (y + 1) * from.height / to.height)
          for x in 0..<to.width {
            let first = x * from.width / to.width
            let columns = first..<max(first + 1, (x + 1) * from.width / to.width)
            let share = 1 / Float(rows.count * columns.count)
            let place = (line * to.width + x) * all + start
            for row in rows {
              for column in columns {
                let at = ((n * from.height + row) * from.width + column) * C
                for c in 0..<C { target[place + c] += share * source[at + c] }
              }
            }
          }
        }
      }
    }
  }
}
