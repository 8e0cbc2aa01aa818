#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "byte_streams.h"
#include "png_shared.h"

static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

struct png_encoder {
  png_structp png;
  png_infop info;
  image_sink *sink;
  jmp_buf escape;
  image_codec_status status;
  char message[IMAGE_CODEC_MESSAGE_CAPACITY];
  uint32_t width;
  int palette_count;  // 0 without a palette
};

static void encoder_error(png_structp png, png_const_charp text) {
  png_encoder *encoder = png_get_error_ptr(png);
  keep_message(encoder->message, text);
  if (encoder->status == IMAGE_CODEC_OK) {
    bool memory = strstr(text, "ut of memory") != NULL;
    encoder->status = memory ? IMAGE_CODEC_NO_MEMORY : IMAGE_CODEC_UNSUPPORTED;
  }
  longjmp(encoder->escape, 1);
}

static void encoder_write_bytes(png_structp png, png_bytep bytes, size_t count) {
  png_encoder *encoder = png_get_io_ptr(png);
  if (image_sink_write(encoder->sink, bytes, count)) return;
  encoder->status = IMAGE_CODEC_IO;
  png_error(png, "writing failed");
}

static void encoder_flush(png_structp png) { (void)png; }

static void write_header(png_encoder *encoder, const png_layout *layout) {
  static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA};
  if (setjmp(encoder->escape) != 0) return;
  png_structp png = encoder->png =
    png_create_write_struct(PNG_LIBPNG_VER_STRING, encoder, encoder_error, ignore_warning);
  encoder->info = png == NULL ? NULL : png_create_info_struct(png);
  if (encoder->info == NULL) {
    encoder->status = IMAGE_CODEC_NO_MEMORY;
    return;
  }
  png_set_write_fn(png, encoder, encoder_write_bytes, encoder_flush);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  if (layout->channels < 1 || layout->channels > 4) png_error(png, "a PNG pixel has 1 to 4 samples");
  int type = layout->palette != NULL ? PNG_COLOR_TYPE_PALETTE : types[layout->channels - 1];
  png_set_IHDR(
    png, encoder->info, layout->width, layout->height, layout->bit_depth, type, PNG_INTERLACE_NONE,
    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, layout->compression);
  if (layout->palette != NULL) {
    if (layout->palette_count < 1 || layout->palette_count > 256) png_error(png, "a colour table has 1 to 256 entries");
    png_color colours[256];
    for (int i = 0; i < layout->palette_count; i++) {
      colours[i] = (png_color){layout->palette[3 * i], layout->palette[3 * i + 1], layout->palette[3 * i + 2]};
    }
    png_set_PLTE(png, encoder->info, colours, layout->palette_count);
    encoder->palette_count = layout->palette_count;
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  }
  for (int i = 0; i < layout->text_count; i++) {
    png_text text = {0};
    text.compression = PNG_ITXT_COMPRESSION_NONE;
    text.key = (png_charp)layout->texts[2 * i];
    text.text = (png_charp)layout->texts[2 * i + 1];
    png_set_text(png, encoder->info, &text, 1);
  }
  png_write_info(png, encoder->info);
  if (layout->bit_depth == 16 && is_little_endian()) png_set_swap(png);
}

png_encoder *png_encoder_create(image_sink *sink, const png_layout *layout, image_codec_status *status) {
  *status = IMAGE_CODEC_NO_MEMORY;
  png_encoder *encoder = calloc(1, sizeof(png_encoder));
  if (encoder == NULL) return NULL;
  encoder->sink = sink;
  encoder->width = layout->width;
  write_header(encoder, layout);
  *status = encoder->status;
  return encoder;
}

// libpng only warns about indices beyond the colour table, and version 1.6.39 does not warn about the first one.
static void check_indices(png_encoder *encoder, const uint8_t *row) {
  if (encoder->palette_count == 0) return;
  uint8_t greatest = 0;
  for (uint32_t x = 0; x < encoder->width; x++) greatest = row[x] > greatest ? row[x] : greatest;
  if (greatest < encoder->palette_count) return;
  char text[IMAGE_CODEC_MESSAGE_CAPACITY];
  snprintf(text, sizeof text, "index %d, but the colour table has %d entries", greatest, encoder->palette_count);
  png_error(encoder->png, text);
}

image_codec_status png_encoder_write(png_encoder *encoder, const uint8_t *rows, size_t stride, uint32_t count) {
  if (encoder->status != IMAGE_CODEC_OK) return encoder->status;
  if (setjmp(encoder->escape) == 0) {
    for (uint32_t y = 0; y < count; y++) {
      check_indices(encoder, rows + (size_t)y * stride);
      png_write_row(encoder->png, rows + (size_t)y * stride);
    }
  }
  return encoder->status;
}

image_codec_status png_encoder_finish(png_encoder *encoder) {
  if (encoder->status != IMAGE_CODEC_OK) return encoder->status;
  if (setjmp(encoder->escape) == 0) png_write_end(encoder->png, NULL);
  return encoder->status;
}

const char *png_encoder_message(const png_encoder *encoder) { return encoder->message; }

void png_encoder_destroy(png_encoder *encoder) {
  if (encoder == NULL) return;
  if (encoder->png != NULL) png_destroy_write_struct(&encoder->png, &encoder->info);
  free(encoder);
}
