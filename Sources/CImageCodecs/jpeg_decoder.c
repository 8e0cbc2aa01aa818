#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "byte_streams.h"
#include "jpeg_errors.h"
// jerror.h must follow jpeglib.h
#include <jerror.h>

struct jpeg_decoder {
  struct jpeg_decompress_struct info;  // first: the callbacks get a pointer to it
  jpeg_failure failure;
  struct jpeg_source_mgr input;
  struct jpeg_progress_mgr progress;
  image_source *source;
  bool lenient, is_started, is_prepared, is_at_end;
  uint32_t height;      // of the first header; libjpeg lets a second, forbidden header overwrite its own
  uint32_t right_rows;  // UINT32_MAX while no data is missing
  uint8_t *inks;        // one row of four-colour samples
};

// The most scans that a progressive file may have. Each scan takes a pass over the whole image.
enum { SCAN_LIMIT = 500 };

static bool has_all_rows(const jpeg_decoder *decoder) {
  return decoder->is_prepared && decoder->info.output_scanline >= decoder->info.output_height;
}

// Some rows that are still to come lack data.
static void miss_data(jpeg_decoder *decoder) {
  if (!decoder->lenient) jpeg_fail_with((j_common_ptr)decoder, IMAGE_CODEC_TRUNCATED, "the file ends too early");
  if (decoder->right_rows == UINT32_MAX) decoder->right_rows = decoder->info.output_scanline;
}

static void judge_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  jpeg_decoder *decoder = (jpeg_decoder *)common;
  switch (common->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
      return;  // unusual headers that do not change coefficients
    case JWRN_EXTRANEOUS_DATA:
      // Padding is harmless before the first scan and after the last row. In between, data is lost.
      if (!decoder->is_started || has_all_rows(decoder)) return;
  }
  // After the end of the data, every warning is about missing data.
  if (decoder->is_at_end || common->err->msg_code == JWRN_HIT_MARKER) {
    if (!has_all_rows(decoder)) miss_data(decoder);
    return;
  }
  jpeg_keep_message(common, &decoder->failure);
  decoder->failure.status = IMAGE_CODEC_CORRUPT;
  longjmp(decoder->failure.escape, 1);
}

static void init_source(j_decompress_ptr info) { (void)info; }

static boolean fill_input(j_decompress_ptr info) {
  static const JOCTET end_of_image[2] = {0xFF, JPEG_EOI};
  jpeg_decoder *decoder = (jpeg_decoder *)info;
  const uint8_t *bytes = NULL;
  size_t count = image_source_lend(decoder->source, &bytes);
  if (count == 0) {
    if (image_source_error(decoder->source) != 0) jpeg_fail_with((j_common_ptr)info, IMAGE_CODEC_IO, "reading failed");
    if (!decoder->is_started) {
      jpeg_fail_with((j_common_ptr)info, IMAGE_CODEC_TRUNCATED, "the file ends too early");
    }
    decoder->is_at_end = true;
    // Huffman decoding warns when bits are missing. Arithmetic decoding takes zeros for them.
    if (info->arith_code && !has_all_rows(decoder)) miss_data(decoder);
    bytes = end_of_image;
    count = 2;
  }
  info->src->next_input_byte = bytes;
  info->src->bytes_in_buffer = count;
  // Within a marker segment, an end mark would be read as data.
  if (decoder->is_at_end && info->unread_marker != 0) {
    if (!has_all_rows(decoder)) miss_data(decoder);
    longjmp(decoder->failure.escape, 1);
  }
  return TRUE;
}

static void skip_input(j_decompress_ptr info, long count) {
  while (count > 0) {
    if (info->src->bytes_in_buffer == 0) fill_input(info);
    size_t part = info->src->bytes_in_buffer;
    if (part > (size_t)count) part = (size_t)count;
    info->src->next_input_byte += part;
    info->src->bytes_in_buffer -= part;
    count -= (long)part;
  }
}

static void end_source(j_decompress_ptr info) { (void)info; }

static void limit_scans(j_common_ptr common) {
  jpeg_decoder *decoder = (jpeg_decoder *)common;
  if (common->is_decompressor && decoder->info.input_scan_number > SCAN_LIMIT) {
    jpeg_fail_with(common, IMAGE_CODEC_CORRUPT, "more than 500 scans");
  }
}

static bool is_exif(jpeg_saved_marker_ptr marker) {
  return marker->marker == JPEG_APP0 + 1 && marker->data_length > 6 && memcmp(marker->data, "Exif\0", 5) == 0;
}

static void read_header(jpeg_decoder *decoder, image_header *header) {
  j_decompress_ptr info = &decoder->info;
  jpeg_create_decompress(info);
  info->src = &decoder->input;
  info->progress = &decoder->progress;
  jpeg_save_markers(info, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(info, TRUE);
  switch (info->jpeg_color_space) {
    case JCS_GRAYSCALE:
      info->out_color_space = JCS_GRAYSCALE;
      header->channels = 1;
      break;
    case JCS_RGB:
    case JCS_YCbCr:
      info->out_color_space = JCS_RGB;
      header->channels = 3;
      break;
    case JCS_CMYK:
    case JCS_YCCK:
      info->out_color_space = JCS_CMYK;
      header->channels = 3;
      break;
    default: {
      char text[64];
      snprintf(text, sizeof text, "JPEG with %d components", info->num_components);
      jpeg_fail_with((j_common_ptr)info, IMAGE_CODEC_UNSUPPORTED, text);
    }
  }
  header->width = info->image_width;
  decoder->height = header->height = info->image_height;
  header->bit_depth = 8;
  header->is_buffered = jpeg_has_multiple_scans(info);
  header->stored_depth = info->data_precision;
}

jpeg_decoder *jpeg_decoder_create(
  image_source *source, bool lenient, image_header *header, image_codec_status *status) {
  memset(header, 0, sizeof(*header));
  *status = IMAGE_CODEC_NO_MEMORY;
  jpeg_decoder *decoder = calloc(1, sizeof(jpeg_decoder));
  if (decoder == NULL) return NULL;
  decoder->source = source;
  decoder->lenient = lenient;
  decoder->right_rows = UINT32_MAX;
  decoder->info.err = jpeg_std_error(&decoder->failure.manager);
  decoder->failure.manager.error_exit = jpeg_fail;
  decoder->failure.manager.output_message = jpeg_print_nothing;
  decoder->failure.manager.emit_message = judge_message;
  decoder->input.init_source = init_source;
  decoder->input.fill_input_buffer = fill_input;
  decoder->input.skip_input_data = skip_input;
  decoder->input.resync_to_restart = jpeg_resync_to_restart;
  decoder->input.term_source = end_source;
  decoder->progress.progress_monitor = limit_scans;
  if (setjmp(decoder->failure.escape) == 0) read_header(decoder, header);
  *status = decoder->failure.status;
  return decoder;
}

const uint8_t *jpeg_decoder_exif(const jpeg_decoder *decoder, size_t *count) {
  for (jpeg_saved_marker_ptr marker = decoder->info.marker_list; marker != NULL; marker = marker->next) {
    if (!is_exif(marker)) continue;
    *count = marker->data_length;
    return marker->data;
  }
  *count = 0;
  return NULL;
}

// Whether every coefficient of every component has all its bits, after all scans have been read.
static bool has_every_scan(j_decompress_ptr info) {
  for (int component = 0; component < info->num_components; component++) {
    // libjpeg takes the quantization table of a component when its first scan begins.
    if (info->comp_info[component].quant_table == NULL) return false;
    if (!info->progressive_mode) continue;
    if (info->coef_bits == NULL) return false;
    for (int place = 0; place < DCTSIZE2; place++) {
      if (info->coef_bits[component][place] != 0) return false;
    }
  }
  return true;
}

static void start(jpeg_decoder *decoder) {
  if (decoder->is_prepared) return;
  decoder->is_started = true;
  j_decompress_ptr info = &decoder->info;
  if (info->out_color_space == JCS_CMYK && decoder->inks == NULL) {
    decoder->inks = malloc((size_t)info->image_width * 4);
    if (decoder->inks == NULL) jpeg_fail_with((j_common_ptr)info, IMAGE_CODEC_NO_MEMORY, "out of memory");
  }
  jpeg_start_decompress(info);
  if (decoder->is_at_end && jpeg_has_multiple_scans(info) && !has_every_scan(info)) miss_data(decoder);
  decoder->is_prepared = true;
}

// After a longjmp: whether only a marker segment is cut short. The segment is then dropped, and libjpeg continues with
// the end mark, so that earlier scans are kept.
static bool forgets_cut_marker(jpeg_decoder *decoder) {
  if (decoder->failure.status != IMAGE_CODEC_OK) return false;
  decoder->info.unread_marker = 0;
  return true;
}

static unsigned multiply_bytes(unsigned a, unsigned b) {
  unsigned product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// In JPEGs of four colours, 255 means no ink. Adobe writes them so, with or without its marker.
static void inks_to_rgb(const uint8_t *inks, uint8_t *rgb, uint32_t width) {
  for (uint32_t x = 0; x < width; x++, inks += 4, rgb += 3) {
    unsigned light = inks[3];
    for (int c = 0; c < 3; c++) rgb[c] = (uint8_t)(light - multiply_bytes(255u - inks[c], light));
  }
}

image_codec_status jpeg_decoder_read(
  jpeg_decoder *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done) {
  *done = 0;
  j_decompress_ptr info = &decoder->info;
  if (decoder->failure.status != IMAGE_CODEC_OK) return decoder->failure.status;
  if (setjmp(decoder->failure.escape) != 0 && !forgets_cut_marker(decoder)) return decoder->failure.status;
  start(decoder);
  while (*done < count && info->output_scanline < info->output_height) {
    uint8_t *row = rows + (size_t)*done * stride;
    JSAMPROW target = decoder->inks != NULL ? decoder->inks : row;
    if (jpeg_read_scanlines(info, &target, 1) != 1) jpeg_fail_with((j_common_ptr)info, IMAGE_CODEC_CORRUPT, "no more rows");
    if (decoder->inks != NULL) inks_to_rgb(decoder->inks, row, info->output_width);
    *done += 1;
  }
  return IMAGE_CODEC_OK;
}

image_codec_status jpeg_decoder_finish(jpeg_decoder *decoder) {
  if (decoder->failure.status != IMAGE_CODEC_OK) return decoder->failure.status;
  if (setjmp(decoder->failure.escape) == 0 || forgets_cut_marker(decoder)) jpeg_finish_decompress(&decoder->info);
  return decoder->failure.status;
}

uint32_t jpeg_decoder_right_rows(const jpeg_decoder *decoder) {
  return decoder->right_rows < decoder->height ? decoder->right_rows : decoder->height;
}

bool jpeg_decoder_lacks_end(const jpeg_decoder *decoder) {
  return decoder->is_at_end && decoder->right_rows == UINT32_MAX;
}

const char *jpeg_decoder_message(const jpeg_decoder *decoder) { return decoder->failure.message; }

void jpeg_decoder_destroy(jpeg_decoder *decoder) {
  if (decoder == NULL) return;
  if (setjmp(decoder->failure.escape) == 0) jpeg_destroy_decompress(&decoder->info);
  free(decoder->inks);
  free(decoder);
}
