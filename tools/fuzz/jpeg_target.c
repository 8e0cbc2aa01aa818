// libFuzzer target of the JPEG decoder.
#include "image_target.h"

static uint64_t total;

static image_codec_status read_some(void *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done) {
  return jpeg_decoder_read(decoder, rows, stride, count, done);
}

static void decode(const uint8_t *bytes, size_t count, bool lenient, uint32_t band) {
  image_source *source = image_source_borrow(bytes, count);
  image_header header;
  image_codec_status status;
  jpeg_decoder *decoder = jpeg_decoder_create(source, lenient, &header, &status);
  if (status == IMAGE_CODEC_OK) {
    require(header.width > 0 && header.height > 0, "an image has pixels");
    require(header.channels == 1 || header.channels == 3, "a pixel has 1 or 3 samples");
    size_t exif_count = 0;
    const uint8_t *exif = jpeg_decoder_exif(decoder, &exif_count);
    if (exif != NULL) total += sum_of(exif, exif_count);
    if ((uint64_t)header.width * header.height <= PIXEL_LIMIT) {
      size_t stride = (size_t)header.width * (size_t)header.channels;
      status = read_rows(decoder, read_some, stride, header.height, band, &total);
      if (status == IMAGE_CODEC_OK) status = jpeg_decoder_finish(decoder);
      require(jpeg_decoder_right_rows(decoder) <= header.height, "no more right rows than rows");
    }
  }
  if (status != IMAGE_CODEC_OK) require(decoder == NULL || jpeg_decoder_message(decoder) != NULL, "an error has a text");
  jpeg_decoder_destroy(decoder);
  image_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  decode(bytes, count, false, 0);
  decode(bytes, count, true, 5);
  return 0;
}
