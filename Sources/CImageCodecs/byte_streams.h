// The calls on sources and sinks that only the codecs need.
#pragma once

#include "image_codecs.h"

// Copies `count` bytes, or fewer at the end of the data or after a failed read. Returns the number of bytes.
size_t image_source_read(image_source *source, uint8_t *bytes, size_t count);
// Lends the next buffered bytes and consumes them. Returns 0 at the end of the data or after a failed read.
size_t image_source_lend(image_source *source, const uint8_t **bytes);
