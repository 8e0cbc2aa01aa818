#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "atomic_file.h"

enum { PLACES = 128, PATH_CAPACITY = 4096, PATIENCE_MILLISECONDS = 100 };
enum { FREE, CHANGING, OPENING, OPEN };

static struct {
  atomic_int state;
  char path[PATH_CAPACITY];
} places[PLACES];

static atomic_int removing;

static int place_of(const char *path) {
  size_t size = strlen(path) + 1;
  if (size > PATH_CAPACITY) return -1;
  for (int i = 0; i < PLACES; i++) {
    int expected = FREE;
    if (!atomic_compare_exchange_strong(&places[i].state, &expected, CHANGING)) continue;
    memcpy(places[i].path, path, size);
    atomic_store(&places[i].state, OPENING);
    return i;
  }
  return -1;
}

int partial_file_open(const char *path, int *place) {
  *place = place_of(path);
  int descriptor = -1;
  // Asked after the place is taken: either this sees that files are being removed, or that sees this one.
  if (atomic_load(&removing)) {
    errno = EINTR;
  } else {
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }
  if (*place >= 0) atomic_store(&places[*place].state, descriptor >= 0 ? OPEN : FREE);
  return descriptor;
}

void partial_file_forget(int place) {
  if (place >= 0 && place < PLACES) atomic_store(&places[place].state, FREE);
}

void partial_files_remove(void) {
  int kept = errno;
  atomic_store(&removing, 1);
  for (int i = 0; i < PLACES; i++) {
    // Another thread is about to open the file, or this one was when the signal came; then waiting is in vain, and the
    // file is there or never will be.
    struct timespec millisecond = {0, 1000000};
    int state = atomic_load(&places[i].state);
    for (int n = 0; n < PATIENCE_MILLISECONDS && (state == CHANGING || state == OPENING); n++) {
      nanosleep(&millisecond, NULL);
      state = atomic_load(&places[i].state);
    }
    if (state == OPENING || state == OPEN) unlink(places[i].path);
  }
  errno = kept;
}
