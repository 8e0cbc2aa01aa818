#include "transformer.h"

extern const TransformerKernels transformer_portable;
#if defined(__x86_64__)
extern const TransformerKernels transformer_avx2, transformer_avx512;
#endif

const TransformerKernels *transformer_kernels(int place) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && place-- == 0)
    return &transformer_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && place-- == 0) return &transformer_avx2;
#endif
  return place == 0 ? &transformer_portable : 0;
}
