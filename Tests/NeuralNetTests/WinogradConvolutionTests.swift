import Basics
import CWinograd
import NeuralNet
import TestSupport
import Testing

/// The kernels of all instruction sets that this processor can run. Other tests see only the fastest.
@Suite struct WinogradConvolutionTests {
  private static let positions = 36
  private static let panel = 16

  private static let sets: [WinogradKernels] = {
    var sets: [WinogradKernels] = []
    while let kernels = winograd_kernels(Int32(sets.count)) { sets.append(kernels.pointee) }
    return sets
  }()

  @Test func `there are portable kernels, which come last`() {
    #expect(Self.sets.last.map { String(cString: $0.name) } == "portable")
  }

  @Test(arguments: 0..<sets.count, [1, 2, 5, 6, 7, 16])
  func productsAgreeWithPlainSums(_ set: Int, _ count: Int) {
    let kernels = Self.sets[set]
    let (depth, panel) = (24, Self.panel)
    let (left, right) = (random(count * depth, 1), random(depth * panel, 2))
    var result = [Float](repeating: .nan, count: count * panel)
    kernels.multiply(left, count, depth, right, &result)
    expectClose(doubles(result), sums(count, depth) { left[$0 * depth + $1] * right[$1 * panel + $2] }, absolute: 1e-5)

    // The other product adds to what is there, and reads a part of the columns of its left factor, transposed.
    let start = random(count * panel, 3)
    result = start
    let stride = count + 3
    let tall = random(depth * stride, 4)
    kernels.accumulate(tall, stride, depth, count, right, &result)
    let added = sums(count, depth) { tall[$1 * stride + $0] * right[$1 * panel + $2] }
    expectClose(doubles(result), zip(doubles(start), added).map { $0 + $1 }, absolute: 1e-5)
  }

  @Test(arguments: 0..<sets.count, [8, 24]) func transformsAgreeWithPortableOnes(_ set: Int, _ channels: Int) {
    let kernels = Self.sets[set]
    guard let portable = Self.sets.last else { return }
    for isCut in [false, true] {
      for work in 0..<3 {
        for transform in [input, gradient, output] {
          expectClose(
            doubles(transform(kernels, channels, work, isCut)), doubles(transform(portable, channels, work, isCut)),
            absolute: 1e-4)
        }
      }
    }
  }

  private func random(_ count: Int, _ seed: UInt64) -> [Float] { Tensor.normal([count], seed: seed).values }

  private func doubles(_ values: [Float]) -> [Double] { values.map { Double($0) } }

  private func sums(_ rows: Int, _ depth: Int, _ term: (_ row: Int, _ d: Int, _ column: Int) -> Float) -> [Double] {
    (0..<rows * Self.panel).map { at in
      (0..<depth).reduce(0) { $0 + Double(term(at / Self.panel, $1, at % Self.panel)) }
    }
  }

  /// A square of a map of 6 x 6 pixels, in whole or without its first row and its last column.
  private func square(_ side: Int32, _ channels: Int, isCut: Bool) -> WinogradSquare {
    WinogradSquare(
      first: 0, row: 6 * channels, column: channels, rows_from: isCut ? 1 : 0, rows_to: side, columns_from: 0,
      columns_to: isCut ? side - 1 : side)
  }

  /// Calls `body` with a map whose remaining work is none, a batch norm with its ReLU, or the backward pass of one.
  private func withSource(_ channels: Int, _ work: Int, _ body: (inout WinogradSource) -> Void) {
    let (values, map) = (random(36 * channels, 1), random(36 * channels, 2))
    let coefficients = (3..<6).map { random(channels, $0) }
    values.withUnsafeBufferPointer { values in
      map.withUnsafeBufferPointer { map in
        coefficients[0].withUnsafeBufferPointer { scale in
          coefficients[1].withUnsafeBufferPointer { slope in
            coefficients[2].withUnsafeBufferPointer { shift in
              guard let address = values.baseAddress else { return }
              var source = WinogradSource(
                values: address, map: work == 2 ? map.baseAddress : nil, scale: work > 0 ? scale.baseAddress : nil,
                slope: work == 2 ? slope.baseAddress : nil, shift: work > 0 ? shift.baseAddress : nil, floor: 0)
              body(&source)
            }
          }
        }
      }
    }
  }

  private func input(_ kernels: WinogradKernels, _ channels: Int, _ work: Int, _ isCut: Bool) -> [Float] {
    var result = [Float](repeating: 0, count: Self.positions * channels)
    var square = square(6, channels, isCut: isCut)
    withSource(channels, work) { kernels.input(&$0, &square, channels, &result, channels) }
    return result
  }

  private func gradient(_ kernels: WinogradKernels, _ channels: Int, _ work: Int, _ isCut: Bool) -> [Float] {
    let panels = (channels + Self.panel - 1) / Self.panel
    var result = [Float](repeating: 0, count: panels * Self.positions * Self.panel)
    var square = square(4, channels, isCut: isCut)
    withSource(channels, work) {
      kernels.gradient(&$0, &square, channels, &result, Self.panel, Self.positions * Self.panel)
    }
    return result
  }

  /// The outputs of the second panel, or of the first when there is one only, followed by their sums.
  private func output(_ kernels: WinogradKernels, _ channels: Int, _ work: Int, _ isCut: Bool) -> [Float] {
    let products = random(Self.positions * Self.panel, 7)
    let first = (channels - 1) / Self.panel * Self.panel
    var target = [Float](repeating: 0, count: 36 * channels)
    var (sums, squares) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    var square = square(4, channels, isCut: isCut)
    square.rows_from = 0
    withSource(channels, work) { source in
      target.withUnsafeMutableBufferPointer { target in
        sums.withUnsafeMutableBufferPointer { sums in
          squares.withUnsafeMutableBufferPointer { squares in
            guard let address = target.baseAddress else { return }
            var finish = WinogradFinish(
              target: address, map: work > 0 ? source.values : nil, scale: work > 1 ? source.scale : nil,
              shift: work > 1 ? source.shift : nil, sums: sums.baseAddress, products: squares.baseAddress)
            kernels.output(products, Self.panel, &finish, &square, first, channels - first)
          }
        }
      }
    }
    return target + sums.map { Float($0) } + squares.map { Float($0) }
  }
}
