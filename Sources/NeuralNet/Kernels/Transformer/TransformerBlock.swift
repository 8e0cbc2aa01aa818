import Basics

// N images, T tokens, D channels, H channels between the two products of a block.

/// A block of a transformer: attention, then two linear layers on each token, each on the layer norm of the tokens and added to
/// them.
package struct TransformerBlock: Sendable {
  package let attentionNorm: LayerNorm
  /// Shapes: weights [3 D, D], for queries, keys and values.
  package let projections: LinearLayer
  /// Shapes: weights [D, D].
  package let attentionOutput: LinearLayer
  package let hiddenNorm: LayerNorm
  /// Shapes: weights [H, D]; [2 H, D] where ``isGated``.
  package let hidden: LinearLayer
  /// Whether the values between the two layers are gated. Otherwise GELU is applied.
  package let isGated: Bool
  /// Shapes: weights [D, H].
  package let output: LinearLayer
  package let heads: Int

  package init(
    attentionNorm: LayerNorm, projections: LinearLayer, attentionOutput: LinearLayer, hiddenNorm: LayerNorm,
    hidden: LinearLayer, isGated: Bool, output: LinearLayer, heads: Int
  ) {
    precondition(hidden.outputs == output.inputs * (isGated ? 2 : 1), "layers of \(hidden.outputs) and \(output.inputs)")
    self.attentionNorm = attentionNorm
    self.projections = projections
    self.attentionOutput = attentionOutput
    self.hiddenNorm = hiddenNorm
    self.hidden = hidden
    self.isGated = isGated
    self.output = output
    self.heads = heads
  }

  /// Replaces tokens by those after all of `blocks`.
  /// - Parameters:
  ///   - tokens: [N, T, D].
  ///   - body: is called after each block with its place.
  package static func run(
    _ blocks: ArraySlice<TransformerBlock>, on tokens: inout Tensor, context: ComputeContext,
    after body: (_ place: Int, _ tokens: Tensor) -> Void
  ) {
    guard let first = blocks.first else { return }
    let shape = tokens.shape
    var projections = context.uninitialized([shape[0], shape[1], 3 * shape[2]])
    first.project(tokens, into: &projections, context: context)
    for (place, block) in zip(blocks.indices, blocks) {
      let attended = Attention.forward(projections, heads: block.heads, context: context)
      let next = place + 1 < blocks.endIndex ? blocks[place + 1] : nil
      block.finish(&tokens, attended: attended, next: next, projections: &projections, context: context)
      body(place, tokens)
    }
  }

  /// The queries, keys and values of tokens.
  private func project(_ tokens: Tensor, into projected: inout Tensor, context: ComputeContext) {
    let D = projections.inputs
    let blocks = RowBlocks(tokens.count / D)
    projected.withMutablePointer { target in
      tokens.withPointer { source in
        lend { layers in
          context.forEach(blocks.count, scratch: blocks.size * D) { index, scratch in
            let rows = blocks[index]
            layers.project(source + rows.lowerBound * D, rows, scratch, into: target)
          }
        }
      }
    }
  }

  /// All that follows attention, and the queries, keys and values of the next block. Tokens stay in the cache meanwhile.
  private func finish(
    _ tokens: inout Tensor, attended: Tensor, next: TransformerBlock?, projections projected: inout Tensor,
    context: ComputeContext
  ) {
    let D = attentionOutput.outputs
    let blocks = RowBlocks(tokens.count / D)
    let scratch = blocks.size * (D + hidden.outputs + (isGated ? output.inputs : 0))
    Tensor.withMutablePointers(&tokens, &projected) { tokens, projected in
      attended.withPointer { attended in
        lend { layers in
          (next ?? self).lend { following in
            context.forEach(blocks.count, scratch: scratch) { index, scratch in
              let rows = blocks[index]
              let tokens = tokens + rows.lowerBound * D
              layers.finish(tokens, attended: attended + rows.lowerBound * D, rows: rows.count, scratch)
              if next != nil { following.project(tokens, rows, scratch, into: projected) }
            }
          }
        }
      }
    }
  }

  private func lend<Result>(_ body: (BorrowedBlock) -> Result) -> Result {
    attentionNorm.lend { attentionNorm in
      projections.lend { projections in
        attentionOutput.lend { attentionOutput in
          hiddenNorm.lend { hiddenNorm in
            hidden.lend { hidden in
              output.lend { output in
                body(
                  BorrowedBlock(
                    attentionNorm: attentionNorm, projections: projections, attentionOutput: attentionOutput,
                    hiddenNorm: hiddenNorm, hidden: hidden, isGated: isGated, output: output))
              }
            }
          }
        }
      }
    }
  }
}

/// The addresses of the parameters of a ``TransformerBlock``.
private struct BorrowedBlock {
  let attentionNorm: BorrowedNorm
  let projections: BorrowedLinear
  let attentionOutput: BorrowedLinear
  let hiddenNorm: BorrowedNorm
  let hidden: BorrowedLinear
  let isGated: Bool
  let output: BorrowedLinear

  func project(
    _ tokens: UnsafePointer<Float>, _ rows: Range<Int>, _ scratch: UnsafeMutablePointer<Float>,
    into projected: UnsafeMutablePointer<Float>
  ) {
    attentionNorm.apply(tokens, rows: rows.count, into: scratch)
    projections.apply(scratch, rows: rows.count, into: projected + rows.lowerBound * projections.outputs)
  }

  func finish(
    _ tokens: UnsafeMutablePointer<Float>, attended: UnsafePointer<Float>, rows: Int,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let between = scratch + rows * hidden.inputs
    attentionOutput.add(attended, rows: rows, to: tokens)
    hiddenNorm.apply(tokens, rows: rows, into: scratch)
    hidden.apply(scratch, rows: rows, into: between)
    guard isGated else {
      TransformerLoops.fastest.gelu(between, rows * hidden.outputs)
      return output.add(between, rows: rows, to: tokens)
    }
    let gated = between + rows * hidden.outputs
    TransformerLoops.fastest.gate(between, rows, output.inputs, gated)
    output.add(gated, rows: rows, to: tokens)
  }
}
