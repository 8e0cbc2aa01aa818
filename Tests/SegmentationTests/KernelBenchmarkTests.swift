import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct KernelBenchmarkTests {
  @Test func everyKernelIsTimed() {
    var benchmark = KernelBenchmark(pairs: 1, repetitions: 2)
    benchmark.convolutions = [.init(inputChannels: 8, outputChannels: 16, side: 9, dilation: 2)]
    benchmark.losses = [.init(classes: 3, side: 12, radius: 2)]
    var done: [Int] = []
    let report = benchmark.run(context: ComputeContext(threads: 2)) { done.append($0) }
    #expect(done == [1, 2])
    #expect(
      report.kernels.map(\.name) == ["convolution 3x3, 8 to 16, dilation 2, 9 x 9", "loss, K 3, R 2, 12 x 12"])
    #expect(report.kernels.allSatisfy { $0.seconds > 0 })
    #expect(report.kernels[0].forward != nil && report.kernels[0].backward != nil)
    #expect(report.kernels[1].forward == nil)
  }
}
