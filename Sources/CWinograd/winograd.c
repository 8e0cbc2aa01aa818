#include "winograd.h"

extern const WinogradKernels winograd_portable;
#if defined(__x86_64__)
extern const WinogradKernels winograd_avx2, winograd_avx512;
#endif

const WinogradKernels *winograd_kernels(int place) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && place-- == 0)
    return &winograd_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && place-- == 0) return &winograd_avx2;
#endif
  return place == 0 ? &winograd_portable : 0;
}
