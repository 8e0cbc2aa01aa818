// libFuzzer target of the JPEG decoder.
#include "image_target.h"

static uint64_t total;

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
      if (band == 0 || band > header.height) band = header.height;
      uint8_t *rows = malloc(stride * band);
      uint32_t row = 0;
      while (status == IMAGE_CODEC_OK && row < header.height) {
        uint32_t wanted = header.height - row < band ? header.height - row : band;
        uint32_t done = 0;
        status = jpeg_decoder_read(decoder, rows, stride, wanted, &done);
        require(done <= wanted, "no more rows than asked for");
        require(status != IMAGE_CODEC_OK || done == wanted, "all rows, or an error");
        total += sum_of(rows, stride * done);
        row += done;
      }
      if (status == IMAGE_CODEC_OK) status = jpeg_decoder_finish(decoder);
      require(jpeg_decoder_right_rows(decoder) <= header.height, "no more right rows than rows");
      free(rows);
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
