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
    precondition(
      hidden.outputs == output.inputs * (isGated ? 2 : 1), "layers of \(hidden.outputs) and \(output.inputs)")
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
  /// - Parameter body: is called after each block with its place.
  package static func run(
    _ blocks: ArraySlice<TransformerBlock>, on tokens: inout TokenPanels, context: ComputeContext,
    after body: (_ place: Int, _ tokens: TokenPanels) -> Void
  ) {
    guard let first = blocks.first else { return }
    var projections = TokenPanels(
      uninitialized: tokens.images, count: tokens.count, channels: first.projections.outputs, context: context)
    first.project(tokens, into: &projections, context: context)
    for (place, block) in zip(blocks.indices, blocks) {
      let attended = Attention.forward(projections, heads: block.heads, context: context)
      let next = place + 1 < blocks.endIndex ? blocks[place + 1] : nil
      block.finish(&tokens, attended: attended, next: next, projections: &projections, context: context)
      body(place, tokens)
    }
  }

  /// The queries, keys and values of tokens.
  private func project(_ tokens: TokenPanels, into projected: inout TokenPanels, context: ComputeContext) {
    let D = tokens.channels * TokenPanels.width
    let blocks = PanelBlocks(tokens.images * tokens.panels)
    projected.values.withMutablePointer { target in
      tokens.values.withPointer { source in
        lend { layers in
          context.forEach(blocks.count, scratch: blocks.size * D) { index, scratch in
            layers.project(source + blocks[index].lowerBound * D, blocks[index], scratch, into: target)
          }
        }
      }
    }
  }

  /// All that follows attention, and the queries, keys and values of the next block. Tokens stay in the cache meanwhile.
  private func finish(
    _ tokens: inout TokenPanels, attended: TokenPanels, next: TransformerBlock?,
    projections projected: inout TokenPanels,
    context: ComputeContext
  ) {
    let D = tokens.channels * TokenPanels.width
    let blocks = PanelBlocks(tokens.images * tokens.panels)
    let between = (hidden.outputs + (isGated ? output.inputs : 0)) * TokenPanels.width
    Tensor.withMutablePointers(&tokens.values, &projected.values) { tokens, projected in
      attended.values.withPointer { attended in
        lend { layers in
          (next ?? self).lend { following in
            context.forEach(blocks.count, scratch: blocks.size * (D + between)) { index, scratch in
              let first = blocks[index].lowerBound * D
              layers.finish(tokens + first, attended: attended + first, panels: blocks[index].count, scratch)
              if next != nil { following.project(tokens + first, blocks[index], scratch, into: projected) }
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
    _ tokens: UnsafePointer<Float>, _ panels: Range<Int>, _ scratch: UnsafeMutablePointer<Float>,
    into projected: UnsafeMutablePointer<Float>
  ) {
    attentionNorm.apply(tokens, panels: panels.count, into: scratch)
    projections.apply(
      scratch, panels: panels.count,
      into: projected + panels.lowerBound * projections.outputs * TokenPanels.width)
  }

  func finish(
    _ tokens: UnsafeMutablePointer<Float>, attended: UnsafePointer<Float>, panels: Int,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let between = scratch + panels * hidden.inputs * TokenPanels.width
    let count = panels * hidden.outputs * TokenPanels.width
    attentionOutput.apply(attended, panels: panels, adding: true, into: tokens)
    hiddenNorm.apply(tokens, panels: panels, into: scratch)
    hidden.apply(scratch, panels: panels, into: between)
    guard isGated else {
      TransformerLoops.fastest.gelu(between, count)
      return output.apply(between, panels: panels, adding: true, into: tokens)
    }
    let (half, gated) = (output.inputs * TokenPanels.width, between + count)
    for panel in 0..<panels {
      let own = between + panel * 2 * half
      TransformerLoops.fastest.gate(own, own + half, half, gated + panel * half)
    }
    output.apply(gated, panels: panels, adding: true, into: tokens)
  }
}
