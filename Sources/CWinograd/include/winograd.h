#pragma once
#include <stddef.h>

// The inner loops of Winograd's F(4x4, 3x3), compiled for several instruction sets. Swift has no way to compile one
// function for instructions that not every processor has. Those of networks that learn no more are in `folded.h`.
//
// C input channels, K output channels, P tiles. Channels are cut into panels of 16; the last panel may be half used.

#pragma clang assume_nonnull begin

enum { winograd_positions = 36, winograd_panel = 16 };

/// A map of C channels, and the work on its values that is still to be done when they are read.
typedef struct {
  const float *values;
  /// The raw map of a gradient; null unless `slope` is used.
  const float *_Nullable map;
  /// The work is `scale * value + shift`, at least `floor`; with `slope`, `scale * value + slope * map + shift`. Null for
  /// final values.
  const float *_Nullable scale, *_Nullable slope, *_Nullable shift;
  float floor;
} WinogradSource;

/// The square of pixels that a tile reads or writes. Distances are in floats.
typedef struct {
  /// The first pixel, which may lie outside of the map.
  ptrdiff_t first;
  ptrdiff_t row, column;
  /// The rows and columns that lie within the map.
  int rows_from, rows_to, columns_from, columns_to;
} WinogradSquare;

/// The last work on outputs.
typedef struct {
  float *target;
  /// The raw map that a gradient belongs to; null for outputs of a forward pass.
  const float *_Nullable map;
  /// Outputs are set to zero where `scale * map + shift` is not positive. Null: nowhere.
  const float *_Nullable scale, *_Nullable shift;
  /// For each channel, the sum of the outputs, and of their products with the raw map or themselves. Null: not wanted.
  double *_Nullable sums, *_Nullable products;
} WinogradFinish;

typedef struct __attribute__((swift_attr("@Sendable"))) {
  /// `B^T d B` of a square of 6 x 6 pixels. Position `p` of the result is `p * stride` floats further on.
  void (*input)(const WinogradSource *, const WinogradSquare *, ptrdiff_t channels, float *target, ptrdiff_t stride);
  /// `A g A^T` of a square of 4 x 4 pixels, in panels: `panel_stride` floats apart, with a tile of each panel together.
  void (*gradient)(
      const WinogradSource *, const WinogradSquare *, ptrdiff_t channels, float *target, ptrdiff_t stride,
      ptrdiff_t panel_stride);
  /// `A^T m A` of one panel of a tile, written to `square` with the last work done.
  /// - Parameter first_channel: the place of the panel; `channels` of it count.
  void (*output)(
      const float *products, ptrdiff_t stride, const WinogradFinish *, const WinogradSquare *square,
      ptrdiff_t first_channel, ptrdiff_t channels);
  /// `tiles * weights` for one panel: tiles [P, C], weights [C, 16], result [P, 16].
  void (*multiply)(const float *tiles, ptrdiff_t count, ptrdiff_t channels, const float *weights, float *result);
  /// Adds `tiles^T * gradients` for one panel: tiles [P, `tile_stride`], of which C are used, gradients [P, 16],
  /// sums [C, 16].
  void (*accumulate)(
      const float *tiles, ptrdiff_t tile_stride, ptrdiff_t count, ptrdiff_t channels, const float *gradients,
      float *sums);
  const char *name;
} WinogradKernels;

/// The kernels that the processor at hand can run, the fastest first.
/// - Parameter place: 0 for the fastest. Null where there are no more.
const WinogradKernels *_Nullable winograd_kernels(int place);

#pragma clang assume_nonnull end
