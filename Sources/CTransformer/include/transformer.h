#pragma once
#include <stddef.h>

// The inner loops of transformers, compiled for several instruction sets. Swift has no way to compile one function for
// instructions that not every processor has.

#pragma clang assume_nonnull begin

typedef struct __attribute__((swift_attr("@Sendable"))) {
  /// Layer norm of rows that lie one after the other: `(value - mean) / sqrt(variance + epsilon) * scale + shift`.
  void (*normalize)(
      const float *values, ptrdiff_t rows, ptrdiff_t channels, const float *scale, const float *shift, float epsilon,
      float *target);
  /// Replaces values by `x * (1 + erf(x / sqrt(2))) / 2`.
  void (*gelu)(float *values, ptrdiff_t count);
  /// `x * sigmoid(x) * y` for rows of `channels` values of x and as many of y.
  void (*gate)(const float *values, ptrdiff_t rows, ptrdiff_t channels, float *target);
  /// Replaces the values of rows by `exp(value - largest)`, and writes one divided by their sum for each row.
  void (*exponentials)(float *values, ptrdiff_t rows, ptrdiff_t columns, float *inverse_sums);
  const char *name;
} TransformerKernels;

/// The kernels that the processor at hand can run, the fastest first.
/// - Parameter place: 0 for the fastest. Null where there are no more.
const TransformerKernels *_Nullable transformer_kernels(int place);

#pragma clang assume_nonnull end
