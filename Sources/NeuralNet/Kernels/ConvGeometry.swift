import Basics

/// The sizes of one convolution, shared by its forward and backward passes.
package struct ConvGeometry: Hashable, Sendable {
  /// Shapes: [N, H, W, C].
  package let input: Shape
  /// The number of rows, and of columns, of the kernel.
  package let kernel: Int
  /// The distance of neighbouring taps, at least 1.
  package let dilation: Int
  /// Zeros on each side of the input.
  package let padding: Int
  /// The distance of the input places of neighbouring outputs, at least 1.
  package let stride: Int

  /// - Precondition: the padded input is at least as large as the dilated kernel.
  package init(input: Shape, kernel: Int, dilation: Int = 1, padding: Int = 0, stride: Int = 1) {
    self.input = input
    self.kernel = kernel
    self.dilation = dilation
    self.padding = padding
    self.stride = stride
    precondition(
      kernel > 0 && dilation > 0 && padding >= 0 && stride > 0 && input.height + 2 * padding > span
        && input.width + 2 * padding > span,
      "a kernel of \(kernel), dilation \(dilation), padding \(padding), stride \(stride) does not fit input \(input)")
  }

  /// The distance of the first and the last tap.
  package var span: Int { dilation * (kernel - 1) }
  package var outputHeight: Int { (input.height + 2 * padding - span - 1) / stride + 1 }
  package var outputWidth: Int { (input.width + 2 * padding - span - 1) / stride + 1 }
  package var taps: Int { kernel * kernel }

  package func output(channels: Int) -> Shape {
    Shape(batch: input.batch, height: outputHeight, width: outputWidth, channels: channels)
  }
}
