import Basics

extension ComputeContext {
  /// Lends pooled memory for `count` floats while `body` runs; unset unless `zeroed`.
  func lendingScratch<Result>(
    _ count: Int, zeroed: Bool = false, _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    var block = uninitialized([count])
    return block.withUnsafeMutableBuffer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("a tensor without memory") }
      if zeroed { base.update(repeating: 0, count: count) }
      return body(base)
    }
  }
}
