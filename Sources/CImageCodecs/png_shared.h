// What decoding and encoding of PNG share.
#pragma once

#include <png.h>
#include <string.h>

#include "image_codecs.h"

static inline void keep_message(char *message, const char *text) {
  size_t length = strnlen(text, IMAGE_CODEC_MESSAGE_CAPACITY - 1);
  memcpy(message, text, length);
  message[length] = 0;
}

static inline bool is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one == 1;
}
