import NeuralNet
import Testing

/// Checks of pretrained convolutional networks by the files of `fixtures/backbones`.
package enum ConvolutionalBackbones {
  package static func file(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(
      contentsOf: Fixtures.url("backbones/\(name).safetensors").path, skipsWholeNumbers: true)
  }

  package static func weights(_ name: String, changed change: (inout SafetensorsFile) -> Void = { _ in }) throws
    -> BackboneWeights
  {
    var file = try file(name)
    change(&file)
    return BackboneWeights(file, path: path)
  }

  /// Errors about the weights name this file.
  package static let path = "some/folder/weights.safetensors"

  /// What reading changed weights throws; fails the test where they can be read.
  package static func error<Failure: Error>(
    _ name: String, _ type: Failure.Type, read: (BackboneWeights) throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation, changed change: (inout SafetensorsFile) -> Void
  ) throws -> Failure? {
    let weights = try weights(name, changed: change)
    let error = #expect(throws: type, sourceLocation: sourceLocation) { try read(weights) }
    if let error { #expect("\(error)".hasPrefix(path + ":"), sourceLocation: sourceLocation) }
    return error
  }

  /// Compares all maps, and the features of whole images, with those of PyTorch.
  package static func expectPyTorchsMaps(_ backbone: any Backbone, _ expected: SafetensorsFile) throws {
    let context = ComputeContext(threads: 2)
    let input = try #require(expected.tensors["input"])
    let maps = backbone.maps(input, stages: Array(backbone.stages.indices), context: context)
    for (stage, map) in zip(backbone.stages, maps) {
      try expectClose(map, #require(expected.tensors[stage.name]), stage.name)
    }
    try expectClose(backbone.imageFeatures(input, context: context), #require(expected.tensors["image"]), "image")
    // Fewer maps are the same maps.
    for (place, map) in maps.enumerated() {
      #expect(backbone.maps(input, stages: [place], context: context).map(\.values) == [map.values])
    }
  }

  /// Differences are measured by the greatest value.
  package static func expectClose(_ actual: Tensor, _ expected: Tensor, _ label: String) {
    let greatest = expected.values.reduce(0) { max($0, abs($1)) }
    TestSupport.expectClose(actual, expected, absolute: 1e-5 * Double(greatest), relative: 1e-4, label)
  }

  /// Expects the values of the whole image, but for the rounding, from a tile that begins at a multiple of the period, and
  /// from one that is only aligned.
  /// - Parameter exactly: expects them to the last bit. Winograd rounds values by all pixels of their tile.
  package static func expectTilesEqualTheWhole(_ backbone: any Backbone, stage place: Int, exactly: Bool) {
    let context = ComputeContext(threads: 2)
    let (stage, bands) = (backbone.stages[place], backbone.bands)
    let geometry = stage.geometry
    #expect(geometry.allowsTiles && geometry.period % geometry.reduction == 0)
    let alignment = geometry.alignment
    // The kept part is a few outputs; the halo is as wide as the reach, rounded up to the grid.
    func whole(_ size: Int, _ unit: Int) -> Int { (size + unit - 1) / unit * unit }
    for unit in [geometry.period, alignment] {
      let halo = whole(geometry.reach, alignment)
      let origin = whole(halo, unit) - halo + unit
      // Along the columns the tile ends with the image.
      let (kept, beyond) = (3 * alignment, 2 * alignment)
      let start = whole(origin, unit)
      let side = halo + kept + halo
      let (height, width) = (whole(start + side + beyond, alignment), whole(start + halo + kept, alignment))
      let input = Tensor.normal(Shape(batch: 1, height: height, width: width, channels: bands), seed: 7)
      let map = backbone.maps(input, stages: [place], context: context)[0]
      let tile = part(of: input, y: start, x: start, height: side, width: width - start)
      let tiled = backbone.maps(tile, stages: [place], context: context)[0]
      let r = geometry.reduction
      let own = part(
        of: tiled, y: halo / r, x: halo / r, height: kept / r, width: (width - start - halo) / r)
      let other = part(
        of: map, y: (start + halo) / r, x: (start + halo) / r, height: kept / r, width: (width - start - halo) / r)
      let greatest = other.values.reduce(0) { max($0, abs($1)) }
      TestSupport.expectClose(
        own, other, absolute: exactly ? 0 : 1e-5 * Double(greatest), relative: 0, "\(stage.name) by \(unit)")
      // The halo is needed: without it the first outputs differ.
      let bare = backbone.maps(
        part(of: input, y: start + halo, x: start + halo, height: kept, width: width - start - halo), stages: [place],
        context: context)[0]
      #expect(bare.values != other.values)
    }
  }

  private static func part(of map: Tensor, y: Int, x: Int, height: Int, width: Int) -> Tensor {
    let shape = map.shape
    var values: [Float] = []
    map.withUnsafeBuffer { source in
      for row in y..<y + height {
        let first = (row * shape.width + x) * shape.channels
        values += source[first..<first + width * shape.channels]
      }
    }
    return Tensor(shape.with(height: height, width: width), values: values)
  }
}
