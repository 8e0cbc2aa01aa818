#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "byte_streams.h"
#include "png_shared.h"

enum { LENIENT_PART = 128, DAMAGED_CAPACITY = 64 };

struct png_decoder {
  png_structp png;
  png_infop info;
  image_source *source;
  jmp_buf escape;
  image_codec_status status;
  char message[IMAGE_CODEC_MESSAGE_CAPACITY];
  bool lenient, is_started, is_interlaced;
  bool lacks_end;  // every row is complete, and the file ends before its end mark
  char damaged[DAMAGED_CAPACITY];  // names of chunks outside the pixels
  uint32_t width, height, next;
  uint32_t right_rows;  // UINT32_MAX while no pixel is missing
  size_t row_bytes;
  uint8_t *whole;  // every row of an interlaced image that is read in parts
};

// Remembers the chunk that a message of libpng begins with: "iCCP: CRC error".
static void note_chunk(png_decoder *decoder, const char *text) {
  size_t length = strnlen(decoder->damaged, DAMAGED_CAPACITY);
  char name[5];
  memcpy(name, text, 4);
  name[4] = 0;
  if (strstr(decoder->damaged, name) != NULL) return;
  if (length + 7 > DAMAGED_CAPACITY) return;
  snprintf(decoder->damaged + length, DAMAGED_CAPACITY - length, "%s%s", length > 0 ? ", " : "", name);
}

static bool begins_with_chunk(const char *text) { return strnlen(text, 6) == 6 && text[4] == ':'; }

static void decoder_warning(png_structp png, png_const_charp text) {
  if (strstr(text, "CRC error") == NULL || !begins_with_chunk(text)) return;
  // Transparency is a part of the pixels.
  if (strncmp(text, "tRNS", 4) == 0) png_error(png, text);
  note_chunk(png_get_error_ptr(png), text);
}

static void decoder_error(png_structp png, png_const_charp text) {
  png_decoder *decoder = png_get_error_ptr(png);
  keep_message(decoder->message, text);
  if (decoder->status == IMAGE_CODEC_OK) {
    // An IDAT stream that ends early lacks pixels, like a file that ends early.
    if (strstr(text, "Not enough image data") != NULL) decoder->status = IMAGE_CODEC_TRUNCATED;
    else if (strstr(text, "ut of memory") != NULL) decoder->status = IMAGE_CODEC_NO_MEMORY;
    else decoder->status = IMAGE_CODEC_CORRUPT;
  }
  longjmp(decoder->escape, 1);
}

static void decoder_read_bytes(png_structp png, png_bytep bytes, size_t count) {
  png_decoder *decoder = png_get_io_ptr(png);
  if (image_source_read(decoder->source, bytes, count) == count) return;
  bool failed = image_source_error(decoder->source) != 0;
  decoder->status = failed ? IMAGE_CODEC_IO : IMAGE_CODEC_TRUNCATED;
  png_error(png, failed ? "reading failed" : "the file ends too early");
}

// After an error: whether every row has been decoded, and only what follows the pixels is missing.
static bool has_all_rows(png_decoder *decoder) {
  if (!decoder->is_started || decoder->status != IMAGE_CODEC_TRUNCATED) return false;
  // libpng counts a row, or the pass of an interlaced image, before it reads on to the end of the pixels.
  bool has_rows = decoder->is_interlaced ? png_get_current_pass_number(decoder->png) >= 7
                                         : png_get_current_row_number(decoder->png) >= decoder->height;
  if (!has_rows) return false;
  decoder->status = IMAGE_CODEC_OK;
  decoder->lacks_end = true;
  return true;
}

// In lenient decoding, leaves the rows that could not be read unchanged.
static bool forgives(png_decoder *decoder) {
  if (!decoder->lenient || !decoder->is_started || decoder->status != IMAGE_CODEC_TRUNCATED) return false;
  decoder->status = IMAGE_CODEC_OK;
  return true;
}

static void read_header(png_decoder *decoder, bool raw, image_header *header) {
  if (setjmp(decoder->escape) != 0) return;
  png_structp png = decoder->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, decoder, decoder_error, decoder_warning);
  png_infop info = decoder->info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    decoder->status = IMAGE_CODEC_NO_MEMORY;
    return;
  }
  png_set_read_fn(png, decoder, decoder_read_bytes);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  // Of the ancillary chunks only transparency is read. Gamma and colour profiles then do not change sample values, and
  // damaged metadata does not make an image unreadable.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
  // libpng reads compressed data in parts of 8 KiB and drops a part that is cut. Small parts lose few pixels.
  if (decoder->lenient) png_set_compression_buffer_size(png, LENIENT_PART);
  png_read_info(png, info);

  decoder->width = header->width = png_get_image_width(png, info);
  decoder->height = header->height = png_get_image_height(png, info);
  int depth = header->stored_depth = png_get_bit_depth(png, info);
  int type = png_get_color_type(png, info);
  header->is_palette = type == PNG_COLOR_TYPE_PALETTE;
  decoder->is_interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  header->is_buffered = decoder->is_interlaced;

  png_colorp palette = NULL;
  int count = 0;
  if (header->is_palette && png_get_PLTE(png, info, &palette, &count) == PNG_INFO_PLTE) {
    header->palette_count = count;
  }
  bool transparent = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  if (raw && (header->is_palette || type == PNG_COLOR_TYPE_GRAY)) {
    png_set_packing(png);
    header->channels = 1;
  } else {
    if (header->is_palette) png_set_palette_to_rgb(png);
    if (type == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png);
    if (transparent) png_set_tRNS_to_alpha(png);
    bool colour = (type & PNG_COLOR_MASK_COLOR) != 0;
    bool alpha = (type & PNG_COLOR_MASK_ALPHA) != 0 || transparent;
    header->channels = (colour ? 3 : 1) + (alpha ? 1 : 0);
  }
  header->bit_depth = depth == 16 ? 16 : 8;
  if (depth == 16 && is_little_endian()) png_set_swap(png);
  decoder->row_bytes = (size_t)header->width * (size_t)header->channels * (size_t)(header->bit_depth / 8);
}

png_decoder *png_decoder_create(
  image_source *source, bool raw, bool lenient, image_header *header, image_codec_status *status) {
  memset(header, 0, sizeof(*header));
  *status = IMAGE_CODEC_NO_MEMORY;
  png_decoder *decoder = calloc(1, sizeof(png_decoder));
  if (decoder == NULL) return NULL;
  decoder->source = source;
  decoder->lenient = lenient;
  decoder->right_rows = UINT32_MAX;
  read_header(decoder, raw, header);
  *status = decoder->status;
  return decoder;
}

void png_decoder_palette(const png_decoder *decoder, uint8_t rgb[768]) {
  png_colorp palette = NULL;
  int count = 0;
  memset(rgb, 0, 768);
  if (png_get_PLTE(decoder->png, decoder->info, &palette, &count) != PNG_INFO_PLTE) return;
  for (int i = 0; i < count && i < 256; i++) {
    rgb[3 * i] = palette[i].red;
    rgb[3 * i + 1] = palette[i].green;
    rgb[3 * i + 2] = palette[i].blue;
  }
}

// The row buffers are allocated here, after the caller has checked the size.
static void start(png_decoder *decoder) {
  if (decoder->is_started) return;
  decoder->is_started = true;
  png_set_interlace_handling(decoder->png);
  png_read_update_info(decoder->png, decoder->info);
  if (png_get_rowbytes(decoder->png, decoder->info) != decoder->row_bytes) {
    png_error(decoder->png, "the rows have another length than the header says");
  }
}

// Reads all seven passes. A pixel that no pass has reached has the value of the corner of its block.
static void read_interlaced(png_decoder *decoder, uint8_t *rows, size_t stride) {
  for (uint32_t y = 0; y < decoder->height; y++) memset(rows + (size_t)y * stride, 0, decoder->row_bytes);
  decoder->right_rows = 0;
  if (setjmp(decoder->escape) == 0) {
    start(decoder);
    for (int pass = 0; pass < 7; pass++) {
      for (uint32_t y = 0; y < decoder->height; y++) {
        png_read_row(decoder->png, NULL, rows + (size_t)y * stride);
        if (pass == 6) decoder->right_rows = y + 1;
      }
    }
    decoder->right_rows = UINT32_MAX;
  } else if (has_all_rows(decoder)) {
    decoder->right_rows = UINT32_MAX;
  } else {
    forgives(decoder);
  }
}

static image_codec_status read_parts_of_interlaced(
  png_decoder *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done) {
  uint32_t first = decoder->next;
  if (first == 0 && count == decoder->height) {
    read_interlaced(decoder, rows, stride);
  } else {
    if (decoder->whole == NULL) {
      decoder->whole = calloc(decoder->height, decoder->row_bytes);
      if (decoder->whole == NULL) return decoder->status = IMAGE_CODEC_NO_MEMORY;
      read_interlaced(decoder, decoder->whole, decoder->row_bytes);
    }
    if (decoder->status == IMAGE_CODEC_OK) {
      for (uint32_t y = 0; y < count; y++) {
        memcpy(
          rows + (size_t)y * stride, decoder->whole + (size_t)(first + y) * decoder->row_bytes, decoder->row_bytes);
      }
    }
  }
  if (decoder->status == IMAGE_CODEC_OK) *done = count;
  decoder->next += *done;
  return decoder->status;
}

image_codec_status png_decoder_read(
  png_decoder *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done) {
  *done = 0;
  if (decoder->status != IMAGE_CODEC_OK) return decoder->status;
  uint32_t first = decoder->next;
  uint32_t last = count > decoder->height - first ? decoder->height : first + count;
  if (decoder->is_interlaced) return read_parts_of_interlaced(decoder, rows, stride, last - first, done);
  if (setjmp(decoder->escape) == 0) {
    start(decoder);
    while (decoder->next < last && decoder->right_rows == UINT32_MAX) {
      png_read_row(decoder->png, rows + (size_t)(decoder->next - first) * stride, NULL);
      decoder->next++;
    }
  } else if (has_all_rows(decoder)) {
    decoder->next = decoder->height;
  } else if (forgives(decoder)) {
    decoder->right_rows = decoder->next;
  }
  if (decoder->status == IMAGE_CODEC_OK) {
    for (; decoder->next < last; decoder->next++) {
      memset(rows + (size_t)(decoder->next - first) * stride, 0, decoder->row_bytes);
    }
  }
  *done = decoder->next - first;
  return decoder->status;
}

image_codec_status png_decoder_finish(png_decoder *decoder) {
  if (decoder->status != IMAGE_CODEC_OK || decoder->right_rows != UINT32_MAX || decoder->lacks_end) {
    return decoder->status;
  }
  if (setjmp(decoder->escape) == 0) {
    png_read_end(decoder->png, NULL);
  } else if (has_all_rows(decoder)) {
    return decoder->status;
  } else if (decoder->status == IMAGE_CODEC_CORRUPT && strncmp(decoder->message, "IDAT", 4) != 0) {
    // The checksums of all pixels were right, so the damage lies behind them.
    note_chunk(decoder, begins_with_chunk(decoder->message) ? decoder->message : "IEND");
    decoder->status = IMAGE_CODEC_OK;
  }
  return decoder->status;
}

bool png_decoder_lacks_end(const png_decoder *decoder) { return decoder->lacks_end; }

const char *png_decoder_damaged_chunks(const png_decoder *decoder) { return decoder->damaged; }

uint32_t png_decoder_right_rows(const png_decoder *decoder) {
  return decoder->right_rows < decoder->height ? decoder->right_rows : decoder->height;
}

const char *png_decoder_message(const png_decoder *decoder) { return decoder->message; }

void png_decoder_destroy(png_decoder *decoder) {
  if (decoder == NULL) return;
  if (decoder->png != NULL) png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
  free(decoder->whole);
  free(decoder);
}
