#define SET portable
#define GROUP 6
#include "kernels.h"
