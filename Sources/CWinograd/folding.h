// Included once for each instruction set, after `transforms.h`.

#include "folded.h"

/// The first `channels` of a panel; the others are zero.
INLINE Panel load_part(const float *from, ptrdiff_t channels) {
  if (channels >= winograd_panel) return *(const Panel *)from;
  Panel value = {0};
  for (ptrdiff_t c = 0; c < channels; c++) value[c] = from[c];
  return value;
}

INLINE void store_part(Panel value, float *to, ptrdiff_t channels) {
  if (channels >= winograd_panel) *(Panel *)to = value;
  else if (channels == 8) *(Lanes *)to = value.lo;
  else
    for (ptrdiff_t c = 0; c < channels; c++) to[c] = value[c];
}

INLINE Panel bounded(Panel value, float floor, float ceiling) {
  Panel low = (Panel){0} + floor, high = (Panel){0} + ceiling;
  value = value < low ? low : value;
  return value > high ? high : value;
}

/// Up to six outputs of one panel, which stay in registers.
/// - Parameter whole: whether all channels of the panel are used.
INLINE void product_block(
    int rows, int whole, const float *left, const FoldedPatches *patches, const float *right,
    const FoldedFinish *finish, float *target, const float *added, const float *bias, ptrdiff_t channels, int part) {
  if (whole) channels = winograd_panel;
  ptrdiff_t depth = patches->depth, step = patches->pixel_step;
  Panel block[block_rows];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
    block[row] = part & folded_starts ? (Panel){0} : load_part(target + row * finish->channels, channels);
  for (ptrdiff_t line = 0; line < patches->lines; line++, left += patches->line_step) {
    for (ptrdiff_t d = 0; d < depth; d++, right += winograd_panel) {
      Panel factor = *(const Panel *)right;
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) block[row] += left[row * step + d] * factor;
    }
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    Panel value = block[row];
    if (part & folded_ends) {
      value += *(const Panel *)bias;
      if (added) value += load_part(added + row * finish->channels, channels);
      value = bounded(value, finish->floor, finish->ceiling);
    }
    store_part(value, target + row * finish->channels, channels);
  }
}

INLINE void product_rows(
    int whole, const FoldedPatches *patches, const float *weights, const FoldedFinish *finish, ptrdiff_t first,
    int part) {
  ptrdiff_t channels = finish->channels - first;
  const float *left = patches->values, *bias = finish->bias + first;
  float *target = finish->target + first;
  const float *added = finish->added ? finish->added + first : 0;
  ptrdiff_t rows = patches->count;
#define BLOCK(N) product_block(N, whole, left, patches, weights, finish, target, added, bias, channels, part)
  for (; rows >= block_rows; rows -= block_rows) {
    BLOCK(block_rows);
    left += block_rows * patches->pixel_step;
    target += block_rows * finish->channels;
    if (added) added += block_rows * finish->channels;
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

static void NAME(product)(
    const FoldedPatches *patches, const float *weights, const FoldedFinish *finish, ptrdiff_t panel, int part) {
  ptrdiff_t first = panel * winograd_panel;
  if (finish->channels - first >= winograd_panel) product_rows(1, patches, weights, finish, first, part);
  else product_rows(0, patches, weights, finish, first, part);
}

/// The outputs of a row that `depthwise` computes together.
enum { depthwise_outputs = 4, depthwise_kernel = 5 };

/// Some neighbouring outputs of all channels, of which all taps lie within the row.
/// - Parameter x: the input of the first tap of the first output.
INLINE void depthwise_block(
    int outputs, int kernel, int stride, const float *const *lines, ptrdiff_t x, const float *weights,
    const FoldedFinish *finish, float *target, const float *added) {
  ptrdiff_t channels = finish->channels;
  for (ptrdiff_t c = 0; c + winograd_panel <= channels; c += winograd_panel) {
    Panel sums[depthwise_outputs] = {0}, values[(depthwise_outputs - 1) * 2 + depthwise_kernel];
    const float *weight = weights + c;
    for (int row = 0; row < kernel; row++) {
      const float *from = lines[row];
      if (!from) {
        weight += kernel * channels;
        continue;
      }
      from += x * channels + c;
#pragma clang loop unroll(full)
      for (int i = 0; i < (outputs - 1) * stride + kernel; i++) values[i] = *(const Panel *)(from + i * channels);
#pragma clang loop unroll(full)
      for (int column = 0; column < kernel; column++, weight += channels) {
        Panel factor = *(const Panel *)weight;
#pragma clang loop unroll(full)
        for (int i = 0; i < outputs; i++) sums[i] += values[i * stride + column] * factor;
      }
    }
    for (int i = 0; i < outputs; i++) {
      Panel value = sums[i] + *(const Panel *)(finish->bias + c);
      if (added) value += *(const Panel *)(added + i * channels + c);
      *(Panel *)(target + i * channels + c) = bounded(value, finish->floor, finish->ceiling);
    }
  }
}

/// One output, of which taps may lie outside of the row; all channels from `first` on, one by one where `narrow`.
INLINE void depthwise_output(
    int narrow, const float *const *lines, ptrdiff_t width, ptrdiff_t x, ptrdiff_t kernel, ptrdiff_t first,
    const float *weights, const FoldedFinish *finish, float *target, const float *added) {
  ptrdiff_t channels = finish->channels, wide = narrow ? 1 : winograd_panel;
  ptrdiff_t from = x < 0 ? -x : 0, to = x + kernel > width ? width - x : kernel;
  for (ptrdiff_t c = first; c + wide <= channels; c += wide) {
    Panel sum = {0};
    for (ptrdiff_t row = 0; row < kernel; row++) {
      if (!lines[row]) continue;
      for (ptrdiff_t column = from; column < to; column++)
        sum += load_part(lines[row] + (x + column) * channels + c, wide) *
               load_part(weights + (row * kernel + column) * channels + c, wide);
    }
    sum += load_part(finish->bias + c, wide);
    if (added) sum += load_part(added + c, wide);
    store_part(bounded(sum, finish->floor, finish->ceiling), target + c, wide);
  }
}

static void NAME(depthwise)(
    const float *const *lines, ptrdiff_t width, ptrdiff_t before, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t count,
    const float *weights, const FoldedFinish *finish) {
  ptrdiff_t channels = finish->channels, whole = channels / winograd_panel * winograd_panel;
  float *target = finish->target;
  const float *added = finish->added;
  for (ptrdiff_t output = 0; output < count;) {
    ptrdiff_t x = output * stride - before, done = 1;
    int inside = x >= 0 && x + kernel <= width;
    int several = inside && output + depthwise_outputs <= count && x + (depthwise_outputs - 1) * stride + kernel <= width;
#define BLOCK(KERNEL, STRIDE)                                                                                       \
  if (several) depthwise_block(depthwise_outputs, KERNEL, STRIDE, lines, x, weights, finish, target, added);        \
  else depthwise_block(1, KERNEL, STRIDE, lines, x, weights, finish, target, added);                                \
  if (several) done = depthwise_outputs
    if (inside && kernel == 3 && stride == 1) { BLOCK(3, 1); }
    else if (inside && kernel == 3 && stride == 2) { BLOCK(3, 2); }
    else if (inside && kernel == 5 && stride == 1) { BLOCK(5, 1); }
    else if (inside && kernel == 5 && stride == 2) { BLOCK(5, 2); }
    else depthwise_output(0, lines, width, x, kernel, 0, weights, finish, target, added);
#undef BLOCK
    for (ptrdiff_t i = 0; whole < channels && i < done; i++)
      depthwise_output(
          1, lines, width, x + i * stride, kernel, whole, weights, finish, target + i * channels,
          added ? added + i * channels : 0);
    output += done;
    target += done * channels;
    if (added) added += done * channels;
  }
}

/// `transform_output` of a forward pass, with the last work of `FoldedFinish`.
static void NAME(folded_output)(
    const float *products, ptrdiff_t stride, const FoldedFinish *finish, const WinogradSquare *square,
    ptrdiff_t first_channel, ptrdiff_t channels) {
  Lanes low = (Lanes){0} + finish->floor, high = (Lanes){0} + finish->ceiling;
  for (ptrdiff_t c = 0; c < channels; c += 8) {
    Lanes rows[4][6], x[6], y[4];
    const float *from = products + c;
    for (int column = 0; column < 6; column++, from += stride) {
      for (int row = 0; row < 6; row++) x[row] = lanes(from + row * 6 * stride);
      output_matrix(x, y);
      for (int row = 0; row < 4; row++) rows[row][column] = y[row];
    }
    ptrdiff_t channel = first_channel + c;
    float *target = finish->target + channel;
    const float *added = finish->added ? finish->added + channel : 0;
    Lanes bias = lanes(finish->bias + channel);
    for (int row = 0; row < square->rows_to; row++) {
      output_matrix(rows[row], y);
      ptrdiff_t at = square->first + row * square->row;
      for (int column = 0; column < square->columns_to; column++, at += square->column) {
        __builtin_prefetch(target + at + 4 * square->column, 1);
        Lanes value = y[column] + bias;
        if (added) value += lanes(added + at);
        value = value < low ? low : value;
        store(value > high ? high : value, target + at);
      }
    }
  }
}
