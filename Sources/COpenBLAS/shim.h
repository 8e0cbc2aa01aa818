#pragma once
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

// An OpenBLAS older than the processor does not know it and falls back to kernels of twenty years ago: 0.3.21, of the
// current Debian, takes an Emerald Rapids for a "Prescott" and multiplies matrices at a fifth of the speed. Weak, for
// builds of OpenBLAS that hold one set of kernels only.
#if defined(__x86_64__)
extern char *openblas_get_corename(void);
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

/// Chooses kernels by what the processor can do where OpenBLAS has fallen back. A choice by OPENBLAS_CORETYPE stands.
/// Call before the first product, from one thread.
static inline void blas_choose_kernels(void) {
  const char *current = openblas_get_corename();
  const char *variable = "OPENBLAS_CORETYPE";
  if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit || !current || getenv(variable)) return;
  if (strcmp(current, "Prescott") != 0 && strcmp(current, "Core2") != 0 && strcmp(current, "Nehalem") != 0 &&
      strcmp(current, "Barcelona") != 0 && strcmp(current, "Sandybridge") != 0)
    return;
  const char *better = 0;
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    better = "SkylakeX";
  else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    better = "Haswell";
  if (!better) return;
  setenv(variable, better, 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv(variable);
}
#else
extern char *openblas_get_corename(void);
static inline void blas_choose_kernels(void) {}
#endif

/// The eigenvalues, ascending, and the eigenvectors of a symmetric matrix, column by column in its place. Of the matrix, the
/// upper triangle of columns is read. Zero means success.
extern void dsyevd_(const char *job, const char *triangle, const blasint *n, double *matrix, const blasint *stride,
                    double *values, double *work, const blasint *work_count, blasint *places,
                    const blasint *place_count, blasint *failure);
static inline blasint lapack_symmetric_eigen(blasint n, double *matrix, double *values, double *work,
                                             blasint work_count, blasint *places, blasint place_count) {
  blasint failure = 0;
  dsyevd_("V", "U", &n, matrix, &n, values, work, &work_count, places, &place_count, &failure);
  return failure;
}
