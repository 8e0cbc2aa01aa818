#if defined(__x86_64__)
#define SET avx512
#define GROUP 24
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
