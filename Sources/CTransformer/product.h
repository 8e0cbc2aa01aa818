// Included once for each instruction set, with GROUP defined to the rows of a block that stays in registers.

/// What is added to a block of the result. It comes last: small products lose their digits beside a large sum.
typedef struct {
  const float *bias;
  int accumulates;
} Addition;

/// `left * right` for some rows and one panel. Element (row, d) of `left` is at `d * step + row`.
INLINE void multiply_block(
    int rows, const float *left, ptrdiff_t step, ptrdiff_t depth, const float *right, Addition addition,
    float *result) {
  Lanes block[GROUP];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) block[row] = 0;
  for (ptrdiff_t d = 0; d < depth; d++, left += step, right += lanes) {
    Lanes factor = load(right);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) block[row] += left[row] * factor;
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    if (addition.bias) block[row] += addition.bias[row];
    if (addition.accumulates) block[row] += load(result + row * lanes);
    store(block[row], result + row * lanes);
  }
}

/// `multiply_block` for a number of rows that the compiler does not know.
static void NAME(multiply)(
    ptrdiff_t rows, const float *left, ptrdiff_t step, ptrdiff_t depth, const float *right, Addition addition,
    float *result) {
#define BLOCK(N) \
  case N: multiply_block(N, left, step, depth, right, addition, result); break;
  switch (rows) {
    BLOCK(1) BLOCK(2) BLOCK(3) BLOCK(4) BLOCK(5) BLOCK(6)
#if GROUP > 6
    BLOCK(7) BLOCK(8) BLOCK(9) BLOCK(10) BLOCK(11) BLOCK(12) BLOCK(13) BLOCK(14) BLOCK(15) BLOCK(16) BLOCK(17) BLOCK(18)
    BLOCK(19) BLOCK(20) BLOCK(21) BLOCK(22) BLOCK(23) BLOCK(24)
#endif
  }
#undef BLOCK
}

static void NAME(linear)(
    const float *weights, const float *bias, ptrdiff_t outputs, ptrdiff_t inputs, const float *tokens, ptrdiff_t panels,
    int accumulates, float *result) {
  // Some of the inputs at a time, so that the weights of a group stay in the first-level cache for all panels.
  const ptrdiff_t most = 256;
  ptrdiff_t parts = (inputs + most - 1) / most, groups = (outputs + GROUP - 1) / GROUP;
  for (ptrdiff_t part = 0; part < parts; part++) {
    ptrdiff_t input = inputs * part / parts, depth = inputs * (part + 1) / parts - input;
    for (ptrdiff_t group = 0; group < groups; group++) {
      ptrdiff_t row = outputs * group / groups, rows = outputs * (group + 1) / groups - row;
      Addition addition = {part == 0 && bias ? bias + row : 0, part > 0 || accumulates};
      for (ptrdiff_t panel = 0; panel < panels; panel++)
        NAME(multiply)(
            rows, weights + row * inputs + input * rows, rows, depth, tokens + (panel * inputs + input) * lanes,
            addition, result + (panel * outputs + row) * lanes);
    }
  }
}

static void NAME(scores)(
    const float *keys, ptrdiff_t stride, ptrdiff_t panels, ptrdiff_t channels, const float *queries, float *scores) {
  Addition addition = {0, 0};
  for (ptrdiff_t panel = 0; panel < panels; panel++, keys += stride) {
    for (ptrdiff_t row = 0; row < lanes;) {
      ptrdiff_t rows = lanes - row < GROUP ? lanes - row : GROUP;
      NAME(multiply)(rows, keys + row, lanes, channels, queries, addition, scores + (panel * lanes + row) * lanes);
      row += rows;
    }
  }
}

static void NAME(mix)(
    const float *values, ptrdiff_t keys, ptrdiff_t channels, const float *weights, const float *factors,
    float *result) {
  const ptrdiff_t most = 256;
  ptrdiff_t parts = (keys + most - 1) / most, groups = (channels + GROUP - 1) / GROUP;
  for (ptrdiff_t part = 0; part < parts; part++) {
    ptrdiff_t key = keys * part / parts, depth = keys * (part + 1) / parts - key;
    Addition addition = {0, part > 0};
    for (ptrdiff_t group = 0; group < groups; group++) {
      ptrdiff_t row = channels * group / groups, rows = channels * (group + 1) / groups - row;
      NAME(multiply)(
          rows, values + key * channels + row, channels, depth, weights + key * lanes, addition, result + row * lanes);
    }
  }
  Lanes factor = load(factors);
  for (ptrdiff_t c = 0; c < channels; c++) store(load(result + c * lanes) * factor, result + c * lanes);
}
