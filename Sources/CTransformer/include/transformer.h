#pragma once
#include <stddef.h>

// The inner loops of transformers, compiled for several instruction sets. Swift has no way to compile one function for
// instructions that not every processor has.
//
// Tokens lie in panels of 16: for each channel, the values of 16 tokens side by side. So each weight is multiplied with
// a vector, sums over channels need no sums within a vector, and the result of one product is the input of the next.

#pragma clang assume_nonnull begin

enum { transformer_panel = 16 };

typedef struct __attribute__((swift_attr("@Sendable"))) {
  /// The rows of `weights` that `linear` takes at once.
  ptrdiff_t group;
  /// `weights * tokens + bias`, which is added to what is in `result` if wanted.
  /// - Parameters:
  ///   - weights: groups of rows. Group g of G has the rows from `outputs * g / G` to `outputs * (g + 1) / G`: for each
  ///     input, the weights of these rows side by side. G is the least number for groups of at most `group` rows.
  ///   - tokens: panels of `inputs` channels.
  ///   - result: panels of `outputs` channels.
  void (*linear)(
      const float *weights, const float *_Nullable bias, ptrdiff_t outputs, ptrdiff_t inputs, const float *tokens,
      ptrdiff_t panels, int accumulates, float *result);
  /// The products of the queries of one panel with all keys.
  /// - Parameters:
  ///   - keys: panels of `channels`, which are `stride` floats apart.
  ///   - queries: a panel of `channels`.
  ///   - scores: for each key, the products with 16 queries side by side.
  void (*scores)(
      const float *keys, ptrdiff_t stride, ptrdiff_t panels, ptrdiff_t channels, const float *queries, float *scores);
  /// Replaces scores by `exp(score - largest)`, and writes one divided by their sum for each of 16 queries.
  void (*exponentials)(float *scores, ptrdiff_t keys, float *inverse_sums);
  /// The sums of values, weighted by `weights` and by `factors`.
  /// - Parameters:
  ///   - values: for each key, `channels` values side by side.
  ///   - weights: for each key, those of 16 queries side by side.
  ///   - factors: for each query.
  ///   - result: a panel of `channels`.
  void (*mix)(
      const float *values, ptrdiff_t keys, ptrdiff_t channels, const float *weights, const float *factors,
      float *result);
  /// Layer norm of the tokens of panels: `(value - mean) / sqrt(variance + epsilon) * scale + shift`.
  void (*normalize)(
      const float *tokens, ptrdiff_t panels, ptrdiff_t channels, const float *scale, const float *shift, float epsilon,
      float *result);
  /// Replaces values by `x * (1 + erf(x / sqrt(2))) / 2`. The count is a multiple of 16.
  void (*gelu)(float *values, ptrdiff_t count);
  /// `x * sigmoid(x) * y`. The count is a multiple of 16.
  void (*gate)(const float *x, const float *y, ptrdiff_t count, float *result);
  const char *name;
} TransformerKernels;

/// The kernels that the processor at hand can run, the fastest first.
/// - Parameter place: 0 for the fastest. Null where there are no more.
const TransformerKernels *_Nullable transformer_kernels(int place);

#pragma clang assume_nonnull end
