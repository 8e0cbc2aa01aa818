#pragma once
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
// Of OpenBLAS builds that carry kernels for many processors; absent from others.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));
extern char *openblas_get_corename(void) __attribute__((weak));
#endif

/// Makes OpenBLAS use the kernels that the processor can run.
///
/// OpenBLAS chooses by processor model, and for models newer than itself falls back to kernels of 2004 (Prescott), at a
/// quarter of the speed: release 0.3.21 does so on Emerald Rapids. The vector extensions say better what fits. Call it
/// before any other thread uses OpenBLAS. A choice made through OPENBLAS_CORETYPE is left alone.
static inline void openblas_choose_kernels(void) {
#if defined(__x86_64__)
  if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit || !openblas_get_corename) return;
  if (getenv("OPENBLAS_CORETYPE") || strcmp(openblas_get_corename(), "Prescott") != 0) return;
  __builtin_cpu_init();
  const char *kernels = NULL;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) kernels = "SkylakeX";
  else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels = "Haswell";
  if (!kernels) return;
  setenv("OPENBLAS_CORETYPE", kernels, 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv("OPENBLAS_CORETYPE");
#endif
}
