// libFuzzer target of the PNG decoder. Checksums are made right again after most mutations, since libpng would refuse
// nearly every file before its decoding begins.
#include "image_target.h"

#include <zlib.h>

static uint64_t total;

static image_codec_status read_some(void *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done) {
  return png_decoder_read(decoder, rows, stride, count, done);
}

static void decode(const uint8_t *bytes, size_t count, bool raw, bool lenient, uint32_t band) {
  image_source *source = image_source_borrow(bytes, count);
  image_header header;
  image_codec_status status;
  png_decoder *decoder = png_decoder_create(source, raw, lenient, &header, &status);
  if (status == IMAGE_CODEC_OK) {
    require(header.width > 0 && header.height > 0, "an image has pixels");
    require(header.channels >= 1 && header.channels <= 4, "a pixel has 1 to 4 samples");
    require(header.bit_depth == 8 || header.bit_depth == 16, "a sample has 8 or 16 bits");
    uint8_t palette[768];
    if (header.is_palette) {
      png_decoder_palette(decoder, palette);
      total += sum_of(palette, sizeof palette);
    }
    if ((uint64_t)header.width * header.height <= PIXEL_LIMIT) {
      size_t stride = (size_t)header.width * (size_t)header.channels * (size_t)(header.bit_depth / 8);
      status = read_rows(decoder, read_some, stride, header.height, band, &total);
      if (status == IMAGE_CODEC_OK) status = png_decoder_finish(decoder);
      require(png_decoder_right_rows(decoder) <= header.height, "no more right rows than rows");
    }
  }
  if (status != IMAGE_CODEC_OK) require(decoder == NULL || png_decoder_message(decoder) != NULL, "an error has a text");
  png_decoder_destroy(decoder);
  image_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  decode(bytes, count, false, false, 0);
  decode(bytes, count, true, true, 3);
  return 0;
}

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t capacity);

static uint32_t number_at(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t capacity, unsigned seed) {
  count = LLVMFuzzerMutate(bytes, count, capacity);
  if (seed % 8 == 0) return count;
  for (size_t place = 8; place + 12 <= count;) {
    size_t length = number_at(bytes + place);
    if (length > count - place - 12) break;
    uint32_t sum = (uint32_t)crc32(0, bytes + place + 4, (uInt)(length + 4));
    for (int i = 0; i < 4; i++) bytes[place + 8 + length + (size_t)i] = (uint8_t)(sum >> (24 - 8 * i));
    place += 12 + length;
  }
  return count;
}
