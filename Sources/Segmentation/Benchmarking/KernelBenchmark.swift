import Basics
import Datasets
import Imaging
import NeuralNet

// N images, C input channels, K output channels or classes.

/// Times the layers that make the paper's network slow, and its loss, each on its own.
package struct KernelBenchmark: Sendable {
  /// Seconds for each image, or for each image pair of a loss: the median of the repetitions.
  package struct Timing: Codable, Hashable, Sendable {
    package let name: String
    package let seconds: Double
    /// Of `seconds`; nil for a loss, whose value and gradient come together.
    package let forward: Double?
    package let backward: Double?
  }

  /// What has been measured.
  package struct Report: Codable, Hashable, Sendable {
    /// Images, or image pairs, of one measurement.
    package let pairs: Int
    package let threads: Int
    package let kernels: [Timing]
  }

  package struct Convolution: Sendable {
    let inputChannels, outputChannels, side: Int
    let dilation: Int

    package init(inputChannels: Int, outputChannels: Int, side: Int, dilation: Int = 1) {
      self.inputChannels = inputChannels
      self.outputChannels = outputChannels
      self.side = side
      self.dilation = dilation
    }

    var name: String {
      "convolution 3x3, \(inputChannels) to \(outputChannels)" + (dilation > 1 ? ", dilation \(dilation)" : "")
        + ", \(side) x \(side)"
    }
  }

  package struct Loss: Sendable {
    let classes, side, radius: Int

    package init(classes: Int, side: Int, radius: Int = 10) {
      self.classes = classes
      self.side = side
      self.radius = radius
    }

    var name: String { "loss, K \(classes), R \(radius), \(side) x \(side)" }
  }

  /// Images, or image pairs, of one measurement.
  package let pairs: Int
  package let repetitions: Int
  /// The layers of the paper's network behind its first, on crops of 200 x 200.
  package var convolutions = [
    Convolution(inputChannels: 64, outputChannels: 128, side: 200),
    Convolution(inputChannels: 128, outputChannels: 256, side: 100),
    Convolution(inputChannels: 256, outputChannels: 256, side: 100),
    Convolution(inputChannels: 256, outputChannels: 512, side: 100, dilation: 2),
    Convolution(inputChannels: 512, outputChannels: 512, side: 100, dilation: 2),
  ]
  package var losses = [
    Loss(classes: 24, side: 200), Loss(classes: 3, side: 200), Loss(classes: 15, side: 128),
    Loss(classes: 4, side: 128),
  ]

  /// - Parameter repetitions: timed ones, of which the median counts; one more comes before them to warm up.
  package init(pairs: Int = 4, repetitions: Int = 5) {
    precondition(pairs > 0 && repetitions > 0, "nothing to time in \(repetitions) repetitions of \(pairs) pairs")
    self.pairs = pairs
    self.repetitions = repetitions
  }

  /// Measurements that ``run(context:progress:)`` makes.
  package var count: Int { convolutions.count + losses.count }

  /// - Parameter progress: is told after each measurement how many have been made.
  package func run(context: ComputeContext, progress: (Int) -> Void = { _ in }) -> Report {
    var timings: [Timing] = []
    func add(_ timing: Timing) {
      timings.append(timing)
      progress(timings.count)
    }
    for convolution in convolutions { add(time(convolution, context: context)) }
    for loss in losses { add(time(loss, context: context)) }
    return Report(pairs: pairs, threads: context.threads, kernels: timings)
  }

  /// One layer forward, and backward to weights and input.
  private func time(_ kernel: Convolution, context: ComputeContext) -> Timing {
    var layout = NetworkLayout()
    let layer = Conv2D(
      inputChannels: kernel.inputChannels, outputChannels: kernel.outputChannels, kernelSize: 3,
      dilation: kernel.dilation, hasBias: false, name: "layer", in: &layout)
    var state = NetworkState(layout)
    var random = RandomSource(seed: 1)
    layer.initialize(&state, random: &random)
    let size = Shape(batch: pairs, height: kernel.side, width: kernel.side, channels: kernel.inputChannels)
    let input = FeatureMap(raw: uniform(size, seed: 2, context: context))
    let gradient = uniform(size.with(channels: kernel.outputChannels), seed: 3, context: context)
    var gradients = ParameterStore(layout.parameters)
    let seconds = (0...repetitions).map { _ in
      let start = ContinuousClock.now
      _ = layer.forward(input, state: state, context: context)
      let middle = ContinuousClock.now
      _ = layer.backward(gradient, input: input, state: state, gradients: &gradients, context: context)
      return (forward: (middle - start) / .seconds(1), backward: (ContinuousClock.now - middle) / .seconds(1))
    }
    let forward = median(seconds.dropFirst().map(\.forward)) / Double(pairs)
    let backward = median(seconds.dropFirst().map(\.backward)) / Double(pairs)
    return Timing(name: kernel.name, seconds: forward + backward, forward: forward, backward: backward)
  }

  /// The loss of two maps with its gradients.
  private func time(_ kernel: Loss, context: ComputeContext) -> Timing {
    let size = Shape(batch: pairs, height: kernel.side, width: kernel.side, channels: kernel.classes)
    let maps = [UInt64(4), 5].map { Softmax.forward(uniform(size, seed: $0, context: context), context: context) }
    let loss = MutualInformationLoss(radius: kernel.radius)
    let seconds = (0...repetitions).map { _ in
      let start = ContinuousClock.now
      _ = loss(first: maps[0], second: maps[1], mask: nil, context: context)
      return (ContinuousClock.now - start) / .seconds(1)
    }
    return Timing(
      name: kernel.name, seconds: median(Array(seconds.dropFirst())) / Double(pairs), forward: nil, backward: nil)
  }

  /// Values in -1...1.
  private func uniform(_ shape: Shape, seed: UInt64, context: ComputeContext) -> Tensor {
    var random = RandomSource(seed: seed)
    var tensor = context.uninitialized(shape)
    tensor.withUnsafeMutableBuffer { for index in $0.indices { $0[index] = random.uniform(in: -1...1) } }
    return tensor
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
