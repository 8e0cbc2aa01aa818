#if defined(__x86_64__)
#define SET avx2
#define GROUP 6
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
