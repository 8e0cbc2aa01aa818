import Basics
import Datasets
import Imaging
import NeuralNet

extension InputConfiguration {
  /// Image channels as the network takes them: with Sobel derivatives, if the configuration asks for them.
  /// - Shapes: image [N, H, W, C], result [N, H, W, networkChannels].
  func prepared(_ image: Tensor, context: ComputeContext) -> Tensor {
    sobel ? SobelFilter(keepsColour: colour)(image, context: context) : image
  }
}
