#include "byte_streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_CAPACITY = 1 << 16 };

struct image_source {
  int descriptor;  // -1 for memory
  int error;
  const uint8_t *bytes;  // the buffer, or the borrowed memory
  size_t count, next;
  uint8_t buffer[];
};

static image_source *make_source(int descriptor, size_t capacity) {
  image_source *source = malloc(sizeof(image_source) + capacity);
  if (source == NULL) return NULL;
  memset(source, 0, sizeof(image_source));
  source->descriptor = descriptor;
  source->bytes = source->buffer;
  return source;
}

image_source *image_source_open(const char *path, int *error_number) {
  *error_number = 0;
  int descriptor;
  // Non-blocking, since open() would wait for a writer of a pipe.
  do descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) {
    *error_number = errno;
    return NULL;
  }
  struct stat information;
  if (fstat(descriptor, &information) != 0) *error_number = errno;
  else if (S_ISDIR(information.st_mode)) *error_number = EISDIR;
  else if (!S_ISREG(information.st_mode)) *error_number = ENODEV;
  image_source *source = *error_number == 0 ? make_source(descriptor, BUFFER_CAPACITY) : NULL;
  if (source == NULL) {
    if (*error_number == 0) *error_number = ENOMEM;
    close(descriptor);
  }
  return source;
}

image_source *image_source_borrow(const uint8_t *bytes, size_t count) {
  image_source *source = make_source(-1, 0);
  if (source == NULL) return NULL;
  source->bytes = bytes;
  source->count = bytes == NULL ? 0 : count;
  return source;
}

// Fills the buffer with at least one byte, unless the data has ended.
static bool fill(image_source *source) {
  if (source->next < source->count) return true;
  if (source->descriptor < 0 || source->error != 0) return false;
  ssize_t received;
  do received = read(source->descriptor, source->buffer, BUFFER_CAPACITY);
  while (received < 0 && errno == EINTR);
  if (received < 0) source->error = errno;
  source->next = 0;
  source->count = received > 0 ? (size_t)received : 0;
  return received > 0;
}

size_t image_source_peek(image_source *source, uint8_t *bytes, size_t count) {
  if (count > 4096) count = 4096;
  if (!fill(source)) return 0;
  // The remaining bytes move to the front, and new bytes are read behind them.
  if (source->descriptor >= 0 && source->count - source->next < count) {
    memmove(source->buffer, source->buffer + source->next, source->count - source->next);
    source->count -= source->next;
    source->next = 0;
    while (source->count < count && source->error == 0) {
      ssize_t received = read(source->descriptor, source->buffer + source->count, BUFFER_CAPACITY - source->count);
      if (received < 0 && errno == EINTR) continue;
      if (received < 0) source->error = errno;
      if (received <= 0) break;
      source->count += (size_t)received;
    }
  }
  size_t available = source->count - source->next;
  if (count > available) count = available;
  if (count > 0) memcpy(bytes, source->bytes + source->next, count);
  return count;
}

size_t image_source_read(image_source *source, uint8_t *bytes, size_t count) {
  size_t done = 0;
  while (done < count && fill(source)) {
    size_t part = source->count - source->next;
    if (part > count - done) part = count - done;
    memcpy(bytes + done, source->bytes + source->next, part);
    source->next += part;
    done += part;
  }
  return done;
}

size_t image_source_lend(image_source *source, const uint8_t **bytes) {
  if (!fill(source)) return 0;
  size_t count = source->count - source->next;
  *bytes = source->bytes + source->next;
  source->next = source->count;
  return count;
}

int image_source_error(const image_source *source) { return source->error; }

void image_source_close(image_source *source) {
  if (source == NULL) return;
  if (source->descriptor >= 0) close(source->descriptor);
  free(source);
}

struct image_sink {
  int descriptor;  // -1 for memory
  int error;
  uint8_t *bytes;
  size_t count, capacity;
};

static image_sink *make_sink(int descriptor) {
  image_sink *sink = calloc(1, sizeof(image_sink));
  if (sink == NULL) return NULL;
  sink->descriptor = descriptor;
  sink->capacity = BUFFER_CAPACITY;
  sink->bytes = malloc(sink->capacity);
  if (sink->bytes == NULL) {
    free(sink);
    return NULL;
  }
  return sink;
}

image_sink *image_sink_descriptor(int descriptor) { return make_sink(descriptor); }

image_sink *image_sink_memory(void) { return make_sink(-1); }

static bool write_all(image_sink *sink, const uint8_t *bytes, size_t count) {
  while (count > 0 && sink->error == 0) {
    ssize_t written = write(sink->descriptor, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      sink->error = errno;
    } else if (written == 0) {
      sink->error = ENOSPC;
    } else {
      bytes += written;
      count -= (size_t)written;
    }
  }
  return sink->error == 0;
}

bool image_sink_flush(image_sink *sink) {
  if (sink->descriptor < 0 || sink->error != 0) return sink->error == 0;
  size_t count = sink->count;
  sink->count = 0;
  return write_all(sink, sink->bytes, count);
}

bool image_sink_write(image_sink *sink, const uint8_t *bytes, size_t count) {
  if (sink->error != 0) return false;
  if (count > sink->capacity - sink->count) {
    if (sink->descriptor >= 0) {
      if (!image_sink_flush(sink)) return false;
      if (count > sink->capacity) return write_all(sink, bytes, count);
    } else {
      size_t needed = sink->count + count;
      size_t capacity = sink->capacity;
      while (capacity < needed && capacity <= SIZE_MAX / 2) capacity *= 2;
      uint8_t *grown = needed < count || capacity < needed ? NULL : realloc(sink->bytes, capacity);
      if (grown == NULL) {
        sink->error = ENOMEM;
        return false;
      }
      sink->bytes = grown;
      sink->capacity = capacity;
    }
  }
  if (count > 0) memcpy(sink->bytes + sink->count, bytes, count);
  sink->count += count;
  return true;
}

const uint8_t *image_sink_bytes(const image_sink *sink, size_t *count) {
  *count = sink->count;
  return sink->bytes;
}

int image_sink_error(const image_sink *sink) { return sink->error; }

void image_sink_close(image_sink *sink) {
  if (sink == NULL) return;
  free(sink->bytes);
  free(sink);
}
