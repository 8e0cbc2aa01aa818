#pragma once
#include <stddef.h>

#include "winograd.h"

// The inner loops of convolutions of which the batch norm is part of weights and bias, and of which the activation is
// done before outputs are stored. They are compiled for several instruction sets, as those of `winograd.h`.
//
// C input channels, K output channels. Weights of products are cut into panels of 16 output channels; those of the last
// panel that are not used are zero. Every output is summed in the order of its taps and channels, wherever it lies.

#pragma clang assume_nonnull begin

/// The inputs of some outputs of a row: a patch is `lines` pieces of `depth` floats.
typedef struct {
  /// The first piece of the first patch.
  const float *values;
  ptrdiff_t lines, depth;
  /// The distances of the pieces of a patch, and of neighbouring patches, in floats.
  ptrdiff_t line_step, pixel_step;
  /// The number of patches.
  ptrdiff_t count;
} FoldedPatches;

/// The last work on outputs: `sum + bias + added`, at least `floor` and at most `ceiling`.
typedef struct {
  /// The first channel of the first output. Outputs are `channels` floats apart.
  float *target;
  ptrdiff_t channels;
  /// Of all channels, with zeros up to a whole panel.
  const float *bias;
  /// A map like that of the outputs, from the same place on; null where there is none.
  const float *_Nullable added;
  float floor, ceiling;
} FoldedFinish;

/// What `product` does with sums beside adding to them.
enum { folded_starts = 1, folded_ends = 2 };

typedef struct __attribute__((swift_attr("@Sendable"))) {
  /// Patches times the weights of one panel, [lines * depth, 16].
  /// - Parameter panel: the place of the panel.
  /// - Parameter part: `folded_starts` where the sums begin at zero; otherwise they are in `target`. `folded_ends` where the
  ///   last work is to be done.
  void (*product)(
      const FoldedPatches *, const float *weights, const FoldedFinish *, ptrdiff_t panel, int part);
  /// Each channel convolved on its own, for one row of `count` outputs.
  /// - Parameter lines: for each row of the kernel, the first pixel of a row of inputs; null for rows of zeros.
  /// - Parameter width: the pixels of a row of inputs.
  /// - Parameter before: the zeros before the first.
  /// - Parameter weights: [kernel, kernel, C].
  void (*depthwise)(
      const float *_Nullable const *_Nonnull lines, ptrdiff_t width, ptrdiff_t before, ptrdiff_t kernel, ptrdiff_t stride,
      ptrdiff_t count, const float *weights, const FoldedFinish *);
  /// As the output of `WinogradKernels`, with the last work of `FoldedFinish`. Places of the square count from `target`.
  void (*output)(
      const float *products, ptrdiff_t stride, const FoldedFinish *, const WinogradSquare *square,
      ptrdiff_t first_channel, ptrdiff_t channels);
  const char *name;
} FoldedKernels;

/// The kernels that the processor at hand can run, the fastest first.
/// - Parameter place: 0 for the fastest. Null where there are no more.
const FoldedKernels *_Nullable folded_kernels(int place);

#pragma clang assume_nonnull end
