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

typedef image_codec_status row_reader(void *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done);

// Reads the image in bands of so many rows, of all with 0, and adds its bytes to the total.
static inline image_codec_status read_rows(
    void *decoder, row_reader *read, size_t stride, uint32_t height, uint32_t band, uint64_t *total) {
  if (band == 0 || band > height) band = height;
  uint8_t *rows = malloc(stride * band);
  image_codec_status status = IMAGE_CODEC_OK;
  uint32_t row = 0;
  while (status == IMAGE_CODEC_OK && row < height) {
    uint32_t wanted = height - row < band ? height - row : band;
    uint32_t done = 0;
    status = read(decoder, rows, stride, wanted, &done);
    require(done <= wanted, "no more rows than asked for");
    require(status != IMAGE_CODEC_OK || done == wanted, "all rows, or an error");
    *total += sum_of(rows, stride * done);
    row += done;
  }
  free(rows);
  return status;
}
