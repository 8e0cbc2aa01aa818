// Included once for each instruction set, after `product.h`.

// The small matrices of Winograd's F(4x4, 3x3), applied to eight channels of a tile at once. Lavin and Gray, CVPR 2016,
// section 4; interpolation points 0, 1, -1, 2, -2 and infinity.

/// Eight neighbouring channels.
typedef float Lanes __attribute__((ext_vector_type(8), aligned(4)));
typedef double DoubleLanes __attribute__((ext_vector_type(8), aligned(8)));

INLINE Lanes lanes(const float *from) { return *(const Lanes *)from; }
INLINE void store(Lanes value, float *to) { *(Lanes *)to = value; }

/// `B^T x` on six rows or columns.
INLINE void input_matrix(const Lanes x[6], Lanes *y, int step) {
  Lanes a = x[4] - 4 * x[2], b = x[3] - 4 * x[1], c = x[4] - x[2], d = 2 * (x[3] - x[1]);
  y[0] = 4 * x[0] - 5 * x[2] + x[4];
  y[step] = a + b;
  y[2 * step] = a - b;
  y[3 * step] = c + d;
  y[4 * step] = c - d;
  y[5 * step] = 4 * x[1] - 5 * x[3] + x[5];
}

/// `A^T x` on six rows or columns.
INLINE void output_matrix(const Lanes x[6], Lanes y[4]) {
  Lanes a = x[1] + x[2], b = x[1] - x[2], c = x[3] + x[4], d = x[3] - x[4];
  y[0] = x[0] + a + c;
  y[1] = b + 2 * d;
  y[2] = a + 4 * c;
  y[3] = b + 8 * d + x[5];
}

/// `A x` on four rows or columns.
INLINE void gradient_matrix(const Lanes x[4], Lanes y[6]) {
  Lanes a = x[0] + x[2], b = x[1] + x[3], c = x[0] + 4 * x[2], d = 2 * x[1] + 8 * x[3];
  y[0] = x[0];
  y[1] = a + b;
  y[2] = a - b;
  y[3] = c + d;
  y[4] = c - d;
  y[5] = x[3];
}

enum Work { copying, scaling, combining };

/// Eight channels of a source: the address of the first, and the coefficients of the remaining work.
typedef struct {
  const float *values, *map;
  Lanes scale, slope, shift, floor;
} Column;

INLINE Column column_of(const WinogradSource *source, enum Work work, ptrdiff_t c) {
  Column column = {source->values + c, source->map, {0}, {0}, {0}, (Lanes){0} + source->floor};
  if (work == copying) return column;
  column.scale = lanes(source->scale + c);
  column.shift = lanes(source->shift + c);
  if (work == scaling) return column;
  column.slope = lanes(source->slope + c);
  column.map += c;
  return column;
}

/// One pixel of a source with its remaining work done.
INLINE Lanes pixel(const Column *source, enum Work work, ptrdiff_t at) {
  Lanes value = lanes(source->values + at);
  if (work == copying) return value;
  value = value * source->scale + source->shift;
  if (work == combining) return value + source->slope * lanes(source->map + at);
  return value < source->floor ? source->floor : value;
}

/// One row of a square; zero outside of the map, where not `whole`.
///
/// The next tile along the row is fetched meanwhile, since the processor does not foresee these steps. It goes to the
/// second-level cache: the pixels of 128 channels share few places of the first level.
INLINE void read_row(
    const Column *source, enum Work work, int whole, WinogradSquare square, int side, int row, Lanes *x) {
  ptrdiff_t at = square.first + row * square.row;
  int outside = row < square.rows_from || row >= square.rows_to;
  for (int column = 0; column < side; column++, at += square.column) {
    if (column >= side - 4) {
      __builtin_prefetch(source->values + at + 4 * square.column, 0, 2);
      if (work == combining) __builtin_prefetch(source->map + at + 4 * square.column, 0, 2);
    }
    if (!whole && (outside || column < square.columns_from || column >= square.columns_to)) x[column] = (Lanes){0};
    else x[column] = pixel(source, work, at);
  }
}

INLINE void transform_input(
    const WinogradSource *source, enum Work work, int whole, WinogradSquare square, ptrdiff_t channels, float *target,
    ptrdiff_t stride) {
  for (ptrdiff_t c = 0; c < channels; c += 8) {
    Column column = column_of(source, work, c);
    Lanes rows[6][6], x[6], y[6];
    for (int row = 0; row < 6; row++) {
      read_row(&column, work, whole, square, 6, row, x);
      input_matrix(x, &rows[0][row], 6);
    }
    float *to = target + c;
    for (int column = 0; column < 6; column++, to += stride) {
      input_matrix(rows[column], y, 1);
      for (int row = 0; row < 6; row++) store(y[row], to + row * 6 * stride);
    }
  }
}

INLINE void transform_gradient(
    const WinogradSource *source, enum Work work, int whole, WinogradSquare square, ptrdiff_t channels, float *target,
    ptrdiff_t stride, ptrdiff_t panel_stride) {
  for (ptrdiff_t c = 0; c < channels; c += 8) {
    Column column = column_of(source, work, c);
    Lanes rows[6][4], x[4], y[6];
    for (int row = 0; row < 4; row++) {
      read_row(&column, work, whole, square, 4, row, x);
      gradient_matrix(x, y);
      for (int column = 0; column < 6; column++) rows[column][row] = y[column];
    }
    float *to = target + c / winograd_panel * panel_stride + c % winograd_panel;
    for (int column = 0; column < 6; column++, to += stride) {
      gradient_matrix(rows[column], y);
      for (int row = 0; row < 6; row++) store(y[row], to + row * 6 * stride);
    }
  }
}

INLINE int is_whole(const WinogradSquare *square, int side) {
  return square->rows_from == 0 && square->columns_from == 0 && square->rows_to == side && square->columns_to == side;
}

/// Calls a transform that is compiled for each kind of work, and for tiles within the map.
#define CHOOSE(transform, side, ...)                                                  \
  if (source->slope) {                                                                \
    if (is_whole(square, side)) transform(source, combining, 1, *square, __VA_ARGS__); \
    else transform(source, combining, 0, *square, __VA_ARGS__);                        \
  } else if (source->scale) {                                                         \
    if (is_whole(square, side)) transform(source, scaling, 1, *square, __VA_ARGS__);   \
    else transform(source, scaling, 0, *square, __VA_ARGS__);                          \
  } else {                                                                            \
    if (is_whole(square, side)) transform(source, copying, 1, *square, __VA_ARGS__);   \
    else transform(source, copying, 0, *square, __VA_ARGS__);                          \
  }

static void NAME(input)(
    const WinogradSource *source, const WinogradSquare *square, ptrdiff_t channels, float *target, ptrdiff_t stride) {
  CHOOSE(transform_input, 6, channels, target, stride)
}

static void NAME(gradient)(
    const WinogradSource *source, const WinogradSquare *square, ptrdiff_t channels, float *target, ptrdiff_t stride,
    ptrdiff_t panel_stride) {
  CHOOSE(transform_gradient, 4, channels, target, stride, panel_stride)
}

/// Adds eight sums in Float to sums in Double.
INLINE void add(Lanes values, double *to) { *(DoubleLanes *)to += __builtin_convertvector(values, DoubleLanes); }

/// - Parameter masking: whether outputs are the gradient of a map before its ReLU.
INLINE void transform_output(
    const float *products, ptrdiff_t stride, WinogradFinish finish, int has_map, int masking, WinogradSquare square,
    ptrdiff_t first_channel, ptrdiff_t channels) {
  for (ptrdiff_t c = 0; c < channels; c += 8) {
    Lanes rows[4][6], x[6], y[4];
    const float *from = products + c;
    for (int column = 0; column < 6; column++, from += stride) {
      for (int row = 0; row < 6; row++) x[row] = lanes(from + row * 6 * stride);
      output_matrix(x, y);
      for (int row = 0; row < 4; row++) rows[row][column] = y[row];
    }
    ptrdiff_t channel = first_channel + c;
    float *target = finish.target + channel;
    const float *map = has_map ? finish.map + channel : target;
    Lanes scale = masking ? lanes(finish.scale + channel) : (Lanes){0};
    Lanes shift = masking ? lanes(finish.shift + channel) : (Lanes){0};
    Lanes sum = {0}, product = {0};
    for (int row = 0; row < 4; row++) {
      if (row >= square.rows_to) break;
      output_matrix(rows[row], y);
      ptrdiff_t at = square.first + row * square.row;
      for (int column = 0; column < 4; column++, at += square.column) {
        if (column >= square.columns_to) break;
        Lanes value = y[column];
        // As in `read_row`. What is written is fetched too, which the stores would otherwise wait for.
        if (has_map) __builtin_prefetch(map + at + 4 * square.column, 0, 2);
        __builtin_prefetch(target + at + 4 * square.column, 1);
        Lanes other = has_map ? lanes(map + at) : value;
        if (masking) value = other * scale + shift > (Lanes){0} ? value : (Lanes){0};
        store(value, target + at);
        sum += value;
        product += value * other;
      }
    }
    if (finish.sums) {
      add(sum, finish.sums + channel);
      add(product, finish.products + channel);
    }
  }
}

static void NAME(output)(
    const float *products, ptrdiff_t stride, const WinogradFinish *finish, const WinogradSquare *square,
    ptrdiff_t first_channel, ptrdiff_t channels) {
  if (finish->scale) transform_output(products, stride, *finish, 1, 1, *square, first_channel, channels);
  else if (finish->map) transform_output(products, stride, *finish, 1, 0, *square, first_channel, channels);
  else transform_output(products, stride, *finish, 0, 0, *square, first_channel, channels);
}
