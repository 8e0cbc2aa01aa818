import CTransformer

/// The loops in C for the processor at hand.
enum TransformerLoops {
  static let fastest: TransformerKernels = {
    guard let kernels = transformer_kernels(0) else { preconditionFailure("no kernels") }
    return kernels.pointee
  }()
}
