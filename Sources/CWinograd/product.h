// Included once for each instruction set.

// Products of matrices of which one is a panel of 16 columns. A block of up to six rows stays in registers. Every
// element is summed in the order of the depth, so that it does not depend on the size of the block.

/// One row of a panel: one, two or four registers.
typedef float Panel __attribute__((ext_vector_type(winograd_panel), aligned(4)));

enum { block_rows = 6 };

/// `sums += left * right` for `rows` rows. Element (row, d) of `left` is at `row * row_step + d * depth_step`.
INLINE void multiply_block(
    int rows, const float *left, ptrdiff_t row_step, ptrdiff_t depth_step, ptrdiff_t depth, const float *right,
    float *sums, int starts_at_zero) {
  Panel block[block_rows];
  for (int row = 0; row < rows; row++)
    block[row] = starts_at_zero ? (Panel){0} : *(const Panel *)(sums + row * winograd_panel);
  for (ptrdiff_t d = 0; d < depth; d++) {
    Panel factor = *(const Panel *)(right + d * winograd_panel);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) block[row] += left[row * row_step + d * depth_step] * factor;
  }
  for (int row = 0; row < rows; row++) *(Panel *)(sums + row * winograd_panel) = block[row];
}

/// `multiply_block` for all rows.
INLINE void multiply_rows(
    const float *left, ptrdiff_t rows, ptrdiff_t row_step, ptrdiff_t depth_step, ptrdiff_t depth, const float *right,
    float *sums, int starts_at_zero) {
#define BLOCK(N) multiply_block(N, left, row_step, depth_step, depth, right, sums, starts_at_zero)
  for (; rows >= block_rows; rows -= block_rows) {
    BLOCK(block_rows);
    left += block_rows * row_step;
    sums += block_rows * winograd_panel;
  }
  switch (rows) {
    case 1: BLOCK(1); break;
    case 2: BLOCK(2); break;
    case 3: BLOCK(3); break;
    case 4: BLOCK(4); break;
    case 5: BLOCK(5); break;
  }
#undef BLOCK
}

static void NAME(multiply)(
    const float *tiles, ptrdiff_t count, ptrdiff_t channels, const float *weights, float *result) {
  multiply_rows(tiles, count, channels, 1, channels, weights, result, 1);
}

static void NAME(accumulate)(
    const float *tiles, ptrdiff_t tile_stride, ptrdiff_t count, ptrdiff_t channels, const float *gradients,
    float *sums) {
  multiply_rows(tiles, channels, 1, tile_stride, count, gradients, sums, 0);
}
