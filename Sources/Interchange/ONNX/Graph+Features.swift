import NeuralNet
import ProtocolMessages
import Segmentation

extension GraphBuilder {
  /// The features that a classifier of the model reads.
  func features(_ features: any FeatureExtractor, of pixels: GraphMap) throws -> GraphMap {
    switch features {
    case let features as PixelFeatures: return windowed(pixels, features)
    case let features as TrunkFeatures: return try trunk(features, of: pixels)
    case let features as ProjectedFeatures: return try projected(features, of: pixels)
    case let features as ProbeScores: return try scores(features, of: pixels)
    default: throw ExportError.unknownPart("features of the kind \(type(of: features))")
    }
  }

  /// The features of a trunk.
  func trunk(_ features: TrunkFeatures, of pixels: GraphMap) throws -> GraphMap {
    let seen = try seen(by: features.input, of: pixels)
    return try outputs(of: features.network, state: features.state, seen).last ?? seen
  }

  /// What a trunk sees of the pixels.
  private func seen(by input: NetworkInput, of pixels: GraphMap) throws -> GraphMap {
    switch input {
    case .pixels: pixels
    case .derivatives(let filter): derivatives(pixels, filter)
    case .pretrained(let features): try backbone(features, of: pixels)
    }
  }

  /// The pixels, or nothing of them, and the Sobel derivatives of their brightness.
  private func derivatives(_ pixels: GraphMap, _ filter: SobelFilter) -> GraphMap {
    let brightness: [Float] =
      switch pixels.channels {
      case 1: [1]
      case 2: [1, 0]
      case 3: [0.299, 0.587, 0.114]
      case 4: [0.299, 0.587, 0.114, 0]
      default: [Float](repeating: 1 / Float(pixels.channels), count: pixels.channels)
      }
    let across: [Float] = [1, 0, -1, 2, 0, -2, 1, 0, -1]
    let down: [Float] = [1, 2, 1, 0, 0, 0, -1, -2, -1]
    let grey = mixed(pixels, weights: brightness, name: "brightness")
    let result = convolved(
      edged(grey, rows: 1, columns: 1),
      GraphConvolution(weights: (across + down).map { filter.factor * $0 }, kernel: (3, 3), name: "sobel"))
    return filter.keepsColour ? joined([pixels, result]) : result
  }

  /// Pixels, and the means and deviations of windows around them.
  private func windowed(_ pixels: GraphMap, _ features: PixelFeatures) -> GraphMap {
    guard features.radius > 0 else { return pixels }
    let (kernel, radius) = (2 * features.radius + 1, features.radius)
    let mean = averaged(pixels, kernel: kernel, stride: 1, margin: radius)
    // Values near zero lose fewer digits in the difference of their squares.
    let centred = apply("Sub", pixels, [number(0.5)])
    let centre = averaged(centred, kernel: kernel, stride: 1, margin: radius)
    let squares = averaged(apply("Mul", centred, [centred.value]), kernel: kernel, stride: 1, margin: radius)
    let variance = apply("Sub", squares, [apply("Mul", centre, [centre.value]).value])
    return joined([pixels, mean, apply("Sqrt", apply("Relu", variance))])
  }

  /// Features after a linear map, and divided by their length where that is asked for.
  private func projected(_ features: ProjectedFeatures, of pixels: GraphMap) throws -> GraphMap {
    let projection = features.projection
    let (weights, outputs, inputs) = (projection.weights.values, projection.outputs, projection.inputs)
    var parts = [try self.features(features.base, of: pixels)]
    if let trunk = features.base as? TrunkFeatures, trunk.areSideBySide { parts = try layers(of: trunk, of: pixels) }
    // Each map is projected where it is small.
    var first = 0
    var maps: [GraphMap] = []
    for part in parts {
      let columns = first..<first + part.channels
      let own = (0..<outputs).flatMap { row in columns.map { weights[row * inputs + $0] } }
      maps.append(mixed(part, weights: own, name: "projection"))
      first = columns.upperBound
    }
    let finest = finest(of: parts)
    let sum = apply(
      "Add", self.sum(maps.map { resized($0, height: finest.height, width: finest.width) }),
      [perChannel(projection.biases.values, name: "projection.bias")])
    guard projection.normalized else { return sum }
    let length = add("ReduceL2", [sum.value], [.ints("axes", [1]), .int("keepdims", 1)])
    // Features of length zero stay as they are.
    return apply("Div", sum, [add("Max", [length, number(1e-30)])])
  }

  /// The map with the most pixels.
  func finest(of maps: [GraphMap]) -> GraphMap {
    maps.dropFirst().reduce(maps[0]) { ($0.height.ratio(of: $1.height) ?? 1) > 1 ? $1 : $0 }
  }

  /// The outputs of all convolutions of a trunk, after the maps of a pretrained network where there is one.
  private func layers(of trunk: TrunkFeatures, of pixels: GraphMap) throws -> [GraphMap] {
    guard let backbone = trunk.input.backbone else {
      return try convolutions(of: trunk, try seen(by: trunk.input, of: pixels))
    }
    let maps = try layers(of: backbone, of: pixels)
    return trunk.areSideBySide ? maps : maps + (try convolutions(of: trunk, joinedLayers(maps)))
  }

  private func convolutions(of trunk: TrunkFeatures, _ seen: GraphMap) throws -> [GraphMap] {
    let outputs = try outputs(of: trunk.network, state: trunk.state, seen)
    return trunk.network.convolutionLayers.map { outputs[$0] }
  }

  /// The scores of a taught classifier, at the size of the pixels.
  private func scores(_ features: ProbeScores, of pixels: GraphMap) throws -> GraphMap {
    let probe = features.probe
    let maps = try self.maps(of: features.features, of: pixels)
    var bySize: [GraphMap] = []
    for (index, map) in maps.enumerated() {
      let projection = probe.projections[index]
      let standard = apply(
        "Div", apply("Sub", map, [perChannel(projection.mean, name: "probe.\(index).mean")]),
        [perChannel(projection.deviation, name: "probe.\(index).deviation")])
      let clipped = apply("Clip", standard, [number(-projection.limit), number(projection.limit)])
      let scores = mixed(clipped, weights: probe.weights[index].values, name: "probe.\(index)")
      if let same = bySize.firstIndex(where: { $0.hasSize(of: scores) }) {
        bySize[same] = sum([bySize[same], scores])
      } else {
        bySize.append(scores)
      }
    }
    let sum = self.sum(bySize.map { resized($0, height: pixels.height, width: pixels.width) })
    return apply("Add", sum, [perChannel(probe.biases, name: "probe.bias")])
  }

  /// The maps of all kinds of features, each of its own size.
  private func maps(of features: LayeredFeatures, of pixels: GraphMap) throws -> [GraphMap] {
    let trunk = features.base as? TrunkFeatures
    let own = features.kinds.contains(.layers) ? try trunk.map { try layers(of: $0, of: pixels) } ?? [] : []
    var last: GraphMap?
    if features.kinds.contains(.last) || features.kinds.contains(.context) {
      if let trunk, trunk.areSideBySide, !own.isEmpty {
        last = joinedLayers(own)
      } else if let trunk, trunk.network.endsWithConvolution, let map = own.last {
        last = map
      } else {
        last = try self.features(features.base, of: pixels)
      }
    }
    return try features.kinds.flatMap { kind -> [GraphMap] in
      switch kind {
      case .last: return last.map { [$0] } ?? []
      case .layers: return own
      case .untrained: return try features.untrained.map { try layers(of: $0, of: pixels) } ?? []
      case .context:
        return last.map { map in LayeredFeatures.squares.map { averaged(map, kernel: $0, stride: $0) } } ?? []
      case .filters: return [filtered(pixels, features.filters)]
      }
    }
  }
}
