#include "jpeg_errors.h"
// jerror.h must follow jpeglib.h
#include <jerror.h>

void jpeg_keep_message(j_common_ptr common, jpeg_failure *failure) {
  char text[JMSG_LENGTH_MAX];
  common->err->format_message(common, text);
  snprintf(failure->message, sizeof failure->message, "%s", text);
}

static image_codec_status status_of(int code) {
  switch (code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
      return IMAGE_CODEC_NO_MEMORY;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_IMAGE_TOO_BIG:
    case JERR_NOT_COMPILED:
      return IMAGE_CODEC_UNSUPPORTED;
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY:
      return IMAGE_CODEC_TRUNCATED;
    default:
      return IMAGE_CODEC_CORRUPT;
  }
}

_Noreturn void jpeg_fail(j_common_ptr common) {
  jpeg_failure *failure = (jpeg_failure *)common->err;
  jpeg_keep_message(common, failure);
  if (failure->status == IMAGE_CODEC_OK) failure->status = status_of(common->err->msg_code);
  longjmp(failure->escape, 1);
}

_Noreturn void jpeg_fail_with(j_common_ptr common, image_codec_status status, const char *text) {
  jpeg_failure *failure = (jpeg_failure *)common->err;
  snprintf(failure->message, sizeof failure->message, "%s", text);
  failure->status = status;
  longjmp(failure->escape, 1);
}

void jpeg_print_nothing(j_common_ptr common) { (void)common; }
