#include "folded.h"
#include "winograd.h"

extern const WinogradKernels winograd_portable;
extern const FoldedKernels folded_portable;
#if defined(__x86_64__)
extern const WinogradKernels winograd_avx2, winograd_avx512;
extern const FoldedKernels folded_avx2, folded_avx512;
#endif

enum Set { avx512, avx2, portable, none };

/// The set of instructions at a place among those that the processor can run, the fastest first.
static enum Set set_at(int place) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && place-- == 0)
    return avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && place-- == 0) return avx2;
#endif
  return place == 0 ? portable : none;
}

const WinogradKernels *winograd_kernels(int place) {
  switch (set_at(place)) {
#if defined(__x86_64__)
    case avx512: return &winograd_avx512;
    case avx2: return &winograd_avx2;
#endif
    case portable: return &winograd_portable;
    default: return 0;
  }
}

const FoldedKernels *folded_kernels(int place) {
  switch (set_at(place)) {
#if defined(__x86_64__)
    case avx512: return &folded_avx512;
    case avx2: return &folded_avx2;
#endif
    case portable: return &folded_portable;
    default: return 0;
  }
}
