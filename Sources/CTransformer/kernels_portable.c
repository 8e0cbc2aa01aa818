#define SET portable
#include "kernels.h"
