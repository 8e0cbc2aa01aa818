// Row-at-a-time PNG and JPEG coding over libpng and libjpeg, with every longjmp kept inside.
//
// All handles are opaque. Every function that can fail returns an image_codec_status and stores a line of text with the
// reason in the handle (…_message). Nothing is printed. One thread uses a handle at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  IMAGE_CODEC_OK = 0,
  IMAGE_CODEC_TRUNCATED,    // the bytes end before the end of the image
  IMAGE_CODEC_CORRUPT,      // the bytes contradict the format
  IMAGE_CODEC_UNSUPPORTED,  // valid, but a variant that cannot be decoded or encoded
  IMAGE_CODEC_NO_MEMORY,
  IMAGE_CODEC_IO,           // reading or writing failed; the errno is kept in the source or sink
} image_codec_status;

enum { IMAGE_CODEC_MESSAGE_CAPACITY = 256 };

// Sources of bytes.

typedef struct image_source image_source;

// Opens a regular file for reading. Returns NULL and sets *error_number when it cannot be opened: EISDIR for a folder,
// ENODEV for pipes, sockets and devices, which could block or never end.
image_source *image_source_open(const char *path, int *error_number);
// Reads from memory, which must outlive the source. Returns NULL when there is too little memory.
image_source *image_source_borrow(const uint8_t *bytes, size_t count);
// Copies up to `count` (at most 4096) of the next bytes without consuming them. Returns the number of bytes.
size_t image_source_peek(image_source *source, uint8_t *bytes, size_t count);
// The errno of a failed read, or 0.
int image_source_error(const image_source *source);
void image_source_close(image_source *source);

// Sinks for bytes.

typedef struct image_sink image_sink;

// Writes through a buffer to a descriptor. The caller closes the descriptor.
image_sink *image_sink_descriptor(int descriptor);
// Collects the bytes in memory.
image_sink *image_sink_memory(void);
// Writes bytes. Returns false when writing failed.
bool image_sink_write(image_sink *sink, const uint8_t *bytes, size_t count);
// Writes the buffered bytes. Returns false when writing failed.
bool image_sink_flush(image_sink *sink);
// The collected bytes of a memory sink, valid until the next write.
const uint8_t *image_sink_bytes(const image_sink *sink, size_t *count);
int image_sink_error(const image_sink *sink);
void image_sink_close(image_sink *sink);

// The image that a decoder reads.
typedef struct {
  uint32_t width;
  uint32_t height;
  int channels;        // decoded samples for each pixel
  int bit_depth;       // decoded bits of a sample: 8, or 16 in the machine's byte order
  int stored_depth;    // bits of a sample or palette index in the file
  bool is_palette;     // stored as indices into a colour table
  bool is_buffered;    // needs the whole image in memory to deliver rows in order
  int palette_count;   // entries of the colour table
} image_header;

// PNG decoding.

typedef struct png_decoder png_decoder;

// Reads the header. With `raw` set, palette indices and grey values of less than 8 bits are read as stored; otherwise
// palettes become colours, small greys are scaled to 0...255, and transparent colours become alpha. With `lenient` set,
// missing pixels are zero, and png_decoder_right_rows counts the complete rows. Returns NULL only when there is too little
// memory. The source must outlive the decoder.
png_decoder *png_decoder_create(
  image_source *source, bool raw, bool lenient, image_header *header, image_codec_status *status);
// Copies the colour table, 3 bytes for each entry. Its length is in the header.
void png_decoder_palette(const png_decoder *decoder, uint8_t rgb[768]);
// Decodes the next `count` rows to `rows`, `stride` bytes apart; *done is the number of complete rows.
image_codec_status png_decoder_read(
  png_decoder *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done);
// Reads the rest of the file, up to the end mark. What is missing or damaged after the pixels is no error.
image_codec_status png_decoder_finish(png_decoder *decoder);
// The first row that is not complete (lenient decoding only); the height when all are.
uint32_t png_decoder_right_rows(const png_decoder *decoder);
// After png_decoder_finish: whether every row is complete, but the file ends before its end mark.
bool png_decoder_lacks_end(const png_decoder *decoder);
// The names of the chunks outside the pixels that are damaged, separated by commas.
const char *png_decoder_damaged_chunks(const png_decoder *decoder);
const char *png_decoder_message(const png_decoder *decoder);
void png_decoder_destroy(png_decoder *decoder);

// PNG encoding.

typedef struct png_encoder png_encoder;

typedef struct {
  uint32_t width;
  uint32_t height;
  int channels;              // 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA; 1 with a palette
  int bit_depth;             // 8, or 16 in the machine's byte order
  int compression;           // 0...9
  const uint8_t *palette;    // palette_count * 3 bytes, or NULL
  int palette_count;
  const char *const *texts;  // text_count pairs of keyword and UTF-8 value, or NULL
  int text_count;
} png_layout;

// Writes the header. NULL only when there is too little memory. The sink must outlive the encoder.
png_encoder *png_encoder_create(image_sink *sink, const png_layout *layout, image_codec_status *status);
image_codec_status png_encoder_write(png_encoder *encoder, const uint8_t *rows, size_t stride, uint32_t count);
image_codec_status png_encoder_finish(png_encoder *encoder);
const char *png_encoder_message(const png_encoder *encoder);
void png_encoder_destroy(png_encoder *encoder);

// JPEG decoding.

typedef struct jpeg_decoder jpeg_decoder;

// Reads the header. The image is grey or RGB. With `lenient` set, data missing at the end is filled in by libjpeg;
// jpeg_decoder_right_rows counts the complete rows. NULL only when there is too little memory.
jpeg_decoder *jpeg_decoder_create(
  image_source *source, bool lenient, image_header *header, image_codec_status *status);
// The payload of the Exif marker, which begins with "Exif\0\0"; NULL without a marker. Valid as long as the decoder.
const uint8_t *jpeg_decoder_exif(const jpeg_decoder *decoder, size_t *count);
image_codec_status jpeg_decoder_read(
  jpeg_decoder *decoder, uint8_t *rows, size_t stride, uint32_t count, uint32_t *done);
image_codec_status jpeg_decoder_finish(jpeg_decoder *decoder);
// The first row that may have been made up (lenient decoding only); the height when all are right.
uint32_t jpeg_decoder_right_rows(const jpeg_decoder *decoder);
// After jpeg_decoder_finish: whether every row is complete, but the file ends before its end mark.
bool jpeg_decoder_lacks_end(const jpeg_decoder *decoder);
const char *jpeg_decoder_message(const jpeg_decoder *decoder);
void jpeg_decoder_destroy(jpeg_decoder *decoder);

// JPEG encoding.

typedef struct jpeg_encoder jpeg_encoder;

typedef struct {
  uint32_t width;
  uint32_t height;
  int channels;  // 1 or 3
  int quality;   // 1...100
} jpeg_layout;

jpeg_encoder *jpeg_encoder_create(image_sink *sink, const jpeg_layout *layout, image_codec_status *status);
image_codec_status jpeg_encoder_write(jpeg_encoder *encoder, const uint8_t *rows, size_t stride, uint32_t count);
image_codec_status jpeg_encoder_finish(jpeg_encoder *encoder);
const char *jpeg_encoder_message(const jpeg_encoder *encoder);
void jpeg_encoder_destroy(jpeg_encoder *encoder);
