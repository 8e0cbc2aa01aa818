#include <setjmp.h>
#include <stdlib.h>

#include "byte_streams.h"
#include "jpeg_errors.h"

static void ignore_message(j_common_ptr common, int level) {
  (void)common;
  (void)level;
}

struct jpeg_encoder {
  struct jpeg_compress_struct info;  // first: the callbacks get a pointer to it
  jpeg_failure failure;
  struct jpeg_destination_mgr output;
  image_sink *sink;
  JOCTET buffer[1 << 14];
};

static void pass_on(jpeg_encoder *encoder, size_t count) {
  if (!image_sink_write(encoder->sink, encoder->buffer, count)) {
    jpeg_fail_with((j_common_ptr)&encoder->info, IMAGE_CODEC_IO, "writing failed");
  }
  encoder->output.next_output_byte = encoder->buffer;
  encoder->output.free_in_buffer = sizeof encoder->buffer;
}

static void init_destination(j_compress_ptr info) { pass_on((jpeg_encoder *)info, 0); }

static boolean empty_output(j_compress_ptr info) {
  jpeg_encoder *encoder = (jpeg_encoder *)info;
  pass_on(encoder, sizeof encoder->buffer);
  return TRUE;
}

static void end_destination(j_compress_ptr info) {
  jpeg_encoder *encoder = (jpeg_encoder *)info;
  pass_on(encoder, sizeof encoder->buffer - encoder->output.free_in_buffer);
}

jpeg_encoder *jpeg_encoder_create(image_sink *sink, const jpeg_layout *layout, image_codec_status *status) {
  *status = IMAGE_CODEC_NO_MEMORY;
  jpeg_encoder *encoder = calloc(1, sizeof(jpeg_encoder));
  if (encoder == NULL) return NULL;
  encoder->sink = sink;
  encoder->info.err = jpeg_std_error(&encoder->failure.manager);
  encoder->failure.manager.error_exit = jpeg_fail;
  encoder->failure.manager.output_message = jpeg_print_nothing;
  encoder->failure.manager.emit_message = ignore_message;
  encoder->output.init_destination = init_destination;
  encoder->output.empty_output_buffer = empty_output;
  encoder->output.term_destination = end_destination;
  if (setjmp(encoder->failure.escape) == 0) {
    j_compress_ptr info = &encoder->info;
    jpeg_create_compress(info);
    info->dest = &encoder->output;
    if (layout->channels != 1 && layout->channels != 3) {
      jpeg_fail_with((j_common_ptr)info, IMAGE_CODEC_UNSUPPORTED, "a JPEG pixel has 1 or 3 samples");
    }
    info->image_width = layout->width;
    info->image_height = layout->height;
    info->input_components = layout->channels;
    info->in_color_space = layout->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(info);
    jpeg_set_quality(info, layout->quality, TRUE);
    info->optimize_coding = FALSE;
    jpeg_start_compress(info, TRUE);
  }
  *status = encoder->failure.status;
  return encoder;
}

image_codec_status jpeg_encoder_write(jpeg_encoder *encoder, const uint8_t *rows, size_t stride, uint32_t count) {
  if (encoder->failure.status != IMAGE_CODEC_OK) return encoder->failure.status;
  if (setjmp(encoder->failure.escape) == 0) {
    for (uint32_t y = 0; y < count; y++) {
      JSAMPROW row = (JSAMPROW)(rows + (size_t)y * stride);
      jpeg_write_scanlines(&encoder->info, &row, 1);
    }
  }
  return encoder->failure.status;
}

image_codec_status jpeg_encoder_finish(jpeg_encoder *encoder) {
  if (encoder->failure.status != IMAGE_CODEC_OK) return encoder->failure.status;
  if (setjmp(encoder->failure.escape) == 0) jpeg_finish_compress(&encoder->info);
  return encoder->failure.status;
}

const char *jpeg_encoder_message(const jpeg_encoder *encoder) { return encoder->failure.message; }

void jpeg_encoder_destroy(jpeg_encoder *encoder) {
  if (encoder == NULL) return;
  if (setjmp(encoder->failure.escape) == 0) jpeg_destroy_compress(&encoder->info);
  free(encoder);
}
