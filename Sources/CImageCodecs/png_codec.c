#include "image_codecs.h"
#include <png.h>
int tessera_png_version(void) { return PNG_LIBPNG_VER; }
