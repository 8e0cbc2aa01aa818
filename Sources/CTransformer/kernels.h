// Included once for each instruction set, with SET defined to its name.

#include "transformer.h"

// Vectors are passed to inlined functions only.
#pragma clang diagnostic ignored "-Wpsabi"

#define JOINED(name, set) name##_##set
#define EXPANDED(name, set) JOINED(name, set)
#define NAME(name) EXPANDED(name, SET)
#define INLINE static inline __attribute__((always_inline))

/// The tokens of a panel: one, two or four registers.
enum { lanes = transformer_panel };
typedef float Lanes __attribute__((ext_vector_type(lanes), aligned(4)));
typedef int Places __attribute__((ext_vector_type(lanes), aligned(4)));

INLINE Lanes load(const float *from) { return *(const Lanes *)from; }
INLINE void store(Lanes values, float *to) { *(Lanes *)to = values; }

#include "product.h"

/// `exp(x)` for x of at most 88, to 2e-7 of the value, by a polynomial in what is left of x beside multiples of the
/// logarithm of 2 (the coefficients of Cephes). Below -87 it stays at 1e-38.
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

static void NAME(exponentials)(float *scores, ptrdiff_t keys, float *inverse_sums) {
  enum { chains = 4 };  // Independent sums hide the latency of additions.
  Lanes most[chains], sums[chains];
  for (int i = 0; i < chains; i++) {
    most[i] = load(scores);
    sums[i] = 0;
  }
  ptrdiff_t whole = keys / chains * chains;
  for (ptrdiff_t key = 0; key < whole; key += chains)
#pragma clang loop unroll(full)
    for (int i = 0; i < chains; i++) most[i] = __builtin_elementwise_max(most[i], load(scores + (key + i) * lanes));
  for (ptrdiff_t key = whole; key < keys; key++)
    most[0] = __builtin_elementwise_max(most[0], load(scores + key * lanes));
  Lanes peak = __builtin_elementwise_max(
      __builtin_elementwise_max(most[0], most[1]), __builtin_elementwise_max(most[2], most[3]));
  for (ptrdiff_t key = 0; key < whole; key += chains)
#pragma clang loop unroll(full)
    for (int i = 0; i < chains; i++) {
      Lanes e = exponential(load(scores + (key + i) * lanes) - peak);
      store(e, scores + (key + i) * lanes);
      sums[i] += e;
    }
  for (ptrdiff_t key = whole; key < keys; key++) {
    Lanes e = exponential(load(scores + key * lanes) - peak);
    store(e, scores + key * lanes);
    sums[0] += e;
  }
  store(1 / ((sums[0] + sums[1]) + (sums[2] + sums[3])), inverse_sums);
}

static void NAME(normalize)(
    const float *tokens, ptrdiff_t panels, ptrdiff_t channels, const float *scale, const float *shift, float epsilon,
    float *result) {
  for (ptrdiff_t panel = 0; panel < panels; panel++, tokens += channels * lanes, result += channels * lanes) {
    Lanes even = 0, odd = 0;
    for (ptrdiff_t c = 0; c + 1 < channels; c += 2) {
      even += load(tokens + c * lanes);
      odd += load(tokens + (c + 1) * lanes);
    }
    if (channels % 2) even += load(tokens + (channels - 1) * lanes);
    Lanes mean = (even + odd) / channels;
    even = odd = 0;
    for (ptrdiff_t c = 0; c + 1 < channels; c += 2) {
      Lanes a = load(tokens + c * lanes) - mean, b = load(tokens + (c + 1) * lanes) - mean;
      even += a * a;
      odd += b * b;
    }
    if (channels % 2) {
      Lanes a = load(tokens + (channels - 1) * lanes) - mean;
      even += a * a;
    }
    Lanes factor = 1 / __builtin_elementwise_sqrt((even + odd) / channels + epsilon);
    for (ptrdiff_t c = 0; c < channels; c++)
      store((load(tokens + c * lanes) - mean) * factor * scale[c] + shift[c], result + c * lanes);
  }
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
  for (ptrdiff_t i = 0; i + lanes <= count; i += lanes) store(gelu_lanes(load(values + i)), values + i);
}

static void NAME(gate)(const float *x, const float *y, ptrdiff_t count, float *result) {
  for (ptrdiff_t i = 0; i + lanes <= count; i += lanes) {
    Lanes own = load(x + i);
    Lanes sigmoid = 1 / (1 + exponential(__builtin_elementwise_min(-own, (Lanes)87)));
    store(own * sigmoid * load(y + i), result + i);
  }
}

#define TEXT(set) #set
#define EXPANDED_TEXT(set) TEXT(set)

const TransformerKernels NAME(transformer) = {
    .group = GROUP, .linear = NAME(linear), .scores = NAME(scores), .exponentials = NAME(exponentials),
    .mix = NAME(mix), .normalize = NAME(normalize), .gelu = NAME(gelu), .gate = NAME(gate), .name = EXPANDED_TEXT(SET)};
