#pragma once
int tessera_png_version(void);
