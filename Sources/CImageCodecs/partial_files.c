#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "image_codecs.h"

enum { PLACES = 128, PATH_CAPACITY = 4096 };
enum { FREE, CHANGING, NOTED };

static struct {
  atomic_int state;
  char path[PATH_CAPACITY];
} places[PLACES];

int partial_file_note(const char *path) {
  size_t size = strlen(path) + 1;
  if (size > PATH_CAPACITY) return -1;
  for (int i = 0; i < PLACES; i++) {
    int expected = FREE;
    if (!atomic_compare_exchange_strong(&places[i].state, &expected, CHANGING)) continue;
    memcpy(places[i].path, path, size);
    atomic_store(&places[i].state, NOTED);
    return i;
  }
  return -1;
}

void partial_file_forget(int place) {
  if (place >= 0 && place < PLACES) atomic_store(&places[place].state, FREE);
}

void partial_files_remove(void) {
  int kept = errno;
  for (int i = 0; i < PLACES; i++) {
    if (atomic_load(&places[i].state) == NOTED) unlink(places[i].path);
  }
  errno = kept;
}
