import Basics

/// The Gaussian error linear unit `x * (1 + erf(x / sqrt(2))) / 2`.
package enum GELU {
  private static let chunk = 1 << 14

  package static func apply(_ input: Tensor, context: ComputeContext) -> Tensor {
    let chunks = (input.count + chunk - 1) / chunk
    return context.filled(input.shape) { target in
      input.withPointer { source in
        context.forEach(chunks) { index in
          let start = index * chunk
          let count = min(chunk, input.count - start)
          (target + start).update(from: source + start, count: count)
          TransformerLoops.fastest.gelu(target + start, count)
        }
      }
    }
  }
}
