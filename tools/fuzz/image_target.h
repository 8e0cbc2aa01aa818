// What both image targets do with their input: decode it to the end, in bands, strictly and leniently.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image_codecs.h"

// More pixels than this are not decoded: the time would go into filling memory.
enum { PIXEL_LIMIT = 1 << 18 };

// Every byte that a decoder says it has delivered is read, so that memory left unset is found by what depends on it.
static inline uint64_t sum_of(const uint8_t *bytes, size_t count) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum = sum * 31 + bytes[i];
  return sum;
}

static inline void require(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "broken promise: %s\n", what);
  abort();
}
