// The errors of libjpeg, for decoding and encoding.
#pragma once

#include <setjmp.h>
// jpeglib.h needs stdio.h before it
#include <stdio.h>

#include <jpeglib.h>

#include "image_codecs.h"

typedef struct {
  struct jpeg_error_mgr manager;  // first, so that a pointer to it is a pointer to the whole
  jmp_buf escape;
  image_codec_status status;
  char message[IMAGE_CODEC_MESSAGE_CAPACITY];
} jpeg_failure;

// Keeps libjpeg's words for its last message.
void jpeg_keep_message(j_common_ptr common, jpeg_failure *failure);
// The `error_exit` of libjpeg: keeps message and status, and leaves by `escape`.
_Noreturn void jpeg_fail(j_common_ptr common);
_Noreturn void jpeg_fail_with(j_common_ptr common, image_codec_status status, const char *text);
// The `output_message` of libjpeg.
void jpeg_print_nothing(j_common_ptr common);
