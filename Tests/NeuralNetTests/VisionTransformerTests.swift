import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

/// The tokens of `fixtures/backbones` are those of the libraries that the names of the weights are from.
@Suite struct VisionTransformerTests {
  static let names = [
    "vit-transformers", "dinov2-transformers", "dinov2-gated-transformers", "dinov2-registers-transformers",
    "mae-transformers", "dino-timm", "dinov2-registers-timm", "gated-timm", "dinov2-original", "bands-timm",
  ]

  static func url(_ name: String) -> URL { Fixtures.url("backbones/\(name).safetensors") }

  static func file(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(contentsOf: url(name).path(percentEncoded: false))
  }

  static func network(_ name: String, window: Int = 37, step: Int = 24) throws -> VisionTransformer {
    let weights = BackboneWeights(try file(name), path: "weights.safetensors")
    return try #require(try VisionTransformer(weights, window: window, step: step))
  }

  @Test(arguments: names) func tokensAreThoseOfTheLibrary(_ name: String) throws {
    let network = try BackboneFile(contentsOf: Self.url(name).path(percentEncoded: false)).backbone
    let expected = try Self.file(name + ".expected").tensors
    let context = ComputeContext(threads: 2)
    var cases = 0
    while let input = expected["\(cases).input"] {
      let maps = network.maps(input, stages: [0, 1], context: context)
      let whole = network.imageFeatures(input, context: context)
      for (label, actual) in [("block1", maps[0]), ("block2", maps[1]), ("whole", whole)] {
        let wanted = try #require(expected["\(cases).\(label)"])
        expectClose(
          actual.reshaped(wanted.shape), wanted, absolute: 1e-5 * wanted.largest, relative: 0, "\(name) \(label)")
      }
      #expect(network.maps(input, stages: [1], context: ComputeContext(threads: 1))[0].values == maps[1].values)
      cases += 1
    }
    #expect(cases > 0)
  }

  @Test func stagesAreBlocks() throws {
    let network = try Self.network("dinov2-registers-timm")
    #expect(network.name == "ViT-16/8 with 4 registers")
    #expect(network.stages.map(\.name) == ["block1", "block2"])
    #expect(network.usualStages == [1])
    #expect(network.bands == 3 && network.stages[0].channels == 16)
    let geometry = network.stages[0].geometry
    #expect(geometry.reduction == 8 && geometry.alignment == 8 && geometry.period == 192 && geometry.reach == 184)
    #expect(geometry.allowsTiles)
    #expect(network.maps(Tensor([1, 16, 8, 3]), stages: [], context: ComputeContext(threads: 1)).isEmpty)
  }

  @Test func signsOfSupervisedTrainingAndBandsTellTheNormalization() throws {
    #expect(try Self.network("dino-timm").usualNormalization == .imageNet)
    #expect(try Self.network("mae-transformers").usualNormalization == .imageNet)
    #expect(try Self.network("vit-transformers").usualNormalization == .symmetric)
    #expect(try Self.network("bands-timm").usualNormalization == .none)
  }

  /// An image of 13 x 7 patches through windows of 5 that begin at every third patch.
  @Test func windowsAreBlended() throws {
    let patch = 8
    let (whole, single) = (try Self.network("dino-timm", window: 5, step: 3), try Self.network("dino-timm"))
    let input = Tensor.normal([2, 13 * patch, 7 * patch, 3], seed: 3)
    let context = ComputeContext(threads: 2)
    let map = whole.maps(input, stages: [1], context: context)[0]
    var expected = Tensor([2, 13, 7, 16])
    let windows = PatchWindows(size: 5, step: 3)
    var tokens = [Float](repeating: 0, count: 2 * 16)
    for rows in windows.windows(13) {
      for columns in windows.windows(7) {
        let part = Self.cut(input, patch, rows.range, columns.range)
        let own = single.maps(part, stages: [1], context: context)[0]
        for n in 0..<2 {
          for (y, rowWeight) in rows.weights.enumerated() {
            for (x, columnWeight) in columns.weights.enumerated() {
              for c in 0..<16 {
                expected[n, rows.range.lowerBound + y, columns.range.lowerBound + x, c] +=
                  rowWeight * columnWeight * own[n, y, x, c]
              }
            }
          }
        }
        tokens = zip(tokens, single.imageFeatures(part, context: context).values).map { $0 + $1 / 8 }
      }
    }
    expectClose(map, expected, absolute: 1e-5)
    expectClose(whole.imageFeatures(input, context: context), Tensor([2, 1, 1, 16], values: tokens), absolute: 1e-5)
  }

  /// Tiles that begin at multiples of the period, with a halo of one period.
  @Test(arguments: [(5, 3), (4, 2), (3, 3)]) func tilesEqualTheWholeImage(_ window: Int, _ step: Int) throws {
    let network = try Self.network("dino-timm", window: window, step: step)
    let (patch, period, height, width) = (8, step, 17, 20)
    #expect(network.stages[1].geometry.period == period * patch)
    let input = Tensor.normal([1, height * patch, width * patch, 3], seed: 4)
    let context = ComputeContext(threads: 2)
    let whole = network.maps(input, stages: [1], context: context)[0]
    let side = 2 * period
    for top in stride(from: 0, to: height, by: side) {
      for left in stride(from: 0, to: width, by: side) {
        let rows = max(0, top - period)..<min(height, top + side + period)
        let columns = max(0, left - period)..<min(width, left + side + period)
        let tile = network.maps(Self.cut(input, patch, rows, columns), stages: [1], context: context)[0]
        var (actual, expected): ([Double], [Double]) = ([], [])
        for y in top..<min(height, top + side) {
          for x in left..<min(width, left + side) {
            for c in 0..<16 {
              actual.append(Double(tile[0, y - rows.lowerBound, x - columns.lowerBound, c]))
              expected.append(Double(whole[0, y, x, c]))
            }
          }
        }
        expectClose(actual, expected, absolute: 1e-5, "tile at \(top), \(left)")
      }
    }
  }

  /// The pixels of some rows and columns of patches.
  private static func cut(_ input: Tensor, _ patch: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Tensor {
    let (N, C) = (input.shape.batch, input.shape.channels)
    var result = Tensor(Shape(batch: N, height: rows.count * patch, width: columns.count * patch, channels: C))
    for n in 0..<N {
      for y in 0..<rows.count * patch {
        for x in 0..<columns.count * patch {
          for c in 0..<C {
            result[n, y, x, c] = input[n, rows.lowerBound * patch + y, columns.lowerBound * patch + x, c]
          }
        }
      }
    }
    return result
  }
}
