// Included once for each instruction set, with SET defined to its name.

#include <string.h>

#include "transformer.h"

// Vectors are passed to inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

#define JOINED(name, set) name##_##set
#define EXPANDED(name, set) JOINED(name, set)
#define NAME(name) EXPANDED(name, SET)
#define INLINE static inline __attribute__((always_inline))

/// Sixteen neighbouring floats: one, two or four registers.
enum { lanes = 16 };
typedef float Lanes __attribute__((ext_vector_type(lanes), aligned(4)));
typedef int Places __attribute__((ext_vector_type(lanes), aligned(4)));

INLINE Lanes load(const float *from) { return *(const Lanes *)from; }
INLINE void store(Lanes values, float *to) { *(Lanes *)to = values; }

/// The first `count` of sixteen floats, and `filler` in place of the others.
INLINE Lanes load_part(const float *from, ptrdiff_t count, float filler) {
  Lanes values = filler;
  memcpy(&values, from, count * sizeof(float));
  return values;
}

INLINE void store_part(Lanes values, ptrdiff_t count, float *to) { memcpy(to, &values, count * sizeof(float)); }

INLINE float sum(Lanes v) {
  float parts[lanes];
  store(v, parts);
  for (int width = lanes / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) parts[i] += parts[i + width];
  return parts[0];
}

INLINE float largest(Lanes v) {
  float result = v[0];
  for (int i = 1; i < lanes; i++) result = v[i] > result ? v[i] : result;
  return result;
}

/// `exp(x)` for x of at most 88 to 2e-7 of the value, by a polynomial in the rest of x over the logarithm of 2. Below -87 it
/// stays at 1e-38.
INLINE Lanes exponential(Lanes x) {
  const float shifter = 12582912;  // Adding it rounds to whole numbers.
  x = __builtin_elementwise_max(x, (Lanes)-87);
  Lanes turns = (x * 1.44269504f + shifter) - shifter;
  Lanes r = x - turns * 0.693359375f;
  r = r - turns * -2.12194440e-4f;
  Lanes p = 1.9875691500e-4f * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1;
  Places power = (__builtin_convertvector(turns, Places) + 127) << 23;
  return p * (Lanes)power;
}

INLINE Lanes gelu_lanes(Lanes x) {
  // Abramowitz and Stegun 7.1.26 for 1 - erf, whose error is at most 1.5e-7.
  Lanes a = __builtin_elementwise_abs(x) * 0.70710678f;
  Lanes t = 1 / (1 + 0.3275911f * a);
  Lanes p = 1.061405429f * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  Lanes tail = 0.5f * x * (p * t * exponential(-a * a));
  return x > 0 ? x - tail : tail;
}

static void NAME(gelu)(float *values, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + lanes <= count; i += lanes) store(gelu_lanes(load(values + i)), values + i);
  if (i < count) store_part(gelu_lanes(load_part(values + i, count - i, 0)), count - i, values + i);
}

INLINE Lanes gate_lanes(Lanes x, Lanes y) {
  return x / (1 + exponential(__builtin_elementwise_min(-x, (Lanes)87))) * y;
}

static void NAME(gate)(const float *values, ptrdiff_t rows, ptrdiff_t channels, float *target) {
  for (ptrdiff_t row = 0; row < rows; row++, values += 2 * channels, target += channels) {
    ptrdiff_t i = 0;
    for (; i + lanes <= channels; i += lanes)
      store(gate_lanes(load(values + i), load(values + channels + i)), target + i);
    ptrdiff_t rest = channels - i;
    if (rest > 0) {
      Lanes y = load_part(values + channels + i, rest, 0);
      store_part(gate_lanes(load_part(values + i, rest, 0), y), rest, target + i);
    }
  }
}

static void NAME(normalize)(
    const float *values, ptrdiff_t rows, ptrdiff_t channels, const float *scale, const float *shift, float epsilon,
    float *target) {
  ptrdiff_t whole = channels / lanes * lanes;
  for (ptrdiff_t row = 0; row < rows; row++, values += channels, target += channels) {
    Lanes sums = 0;
    for (ptrdiff_t i = 0; i < whole; i += lanes) sums += load(values + i);
    if (whole < channels) sums += load_part(values + whole, channels - whole, 0);
    float mean = sum(sums) / channels;
    sums = 0;
    for (ptrdiff_t i = 0; i < whole; i += lanes) {
      Lanes difference = load(values + i) - mean;
      sums += difference * difference;
    }
    if (whole < channels) {
      Lanes difference = load_part(values + whole, channels - whole, mean) - mean;
      sums += difference * difference;
    }
    float factor = 1 / __builtin_sqrtf(sum(sums) / channels + epsilon);
    for (ptrdiff_t i = 0; i < whole; i += lanes)
      store((load(values + i) - mean) * factor * load(scale + i) + load(shift + i), target + i);
    for (ptrdiff_t i = whole; i < channels; i++) target[i] = (values[i] - mean) * factor * scale[i] + shift[i];
  }
}

static void NAME(exponentials)(float *values, ptrdiff_t rows, ptrdiff_t columns, float *inverse_sums) {
  ptrdiff_t whole = columns / lanes * lanes;
  for (ptrdiff_t row = 0; row < rows; row++, values += columns) {
    Lanes most = -__builtin_inff();
    for (ptrdiff_t i = 0; i < whole; i += lanes) most = __builtin_elementwise_max(most, load(values + i));
    float peak = largest(most);
    for (ptrdiff_t i = whole; i < columns; i++) peak = values[i] > peak ? values[i] : peak;
    Lanes sums = 0;
    for (ptrdiff_t i = 0; i < whole; i += lanes) {
      Lanes e = exponential(load(values + i) - peak);
      store(e, values + i);
      sums += e;
    }
    float total = sum(sums);
    if (whole < columns) {
      store_part(exponential(load_part(values + whole, columns - whole, peak) - peak), columns - whole, values + whole);
      for (ptrdiff_t i = whole; i < columns; i++) total += values[i];
    }
    inverse_sums[row] = 1 / total;
  }
}

#define TEXT(set) #set
#define EXPANDED_TEXT(set) TEXT(set)

const TransformerKernels NAME(transformer) = {
    .normalize = NAME(normalize), .gelu = NAME(gelu), .gate = NAME(gate), .exponentials = NAME(exponentials),
    .name = EXPANDED_TEXT(SET)};
