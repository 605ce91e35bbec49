/* A PNG file as grey pixels, through libpng: see picture_read.h. */
#include "files/picture_read.h"

#include <errno.h>
#include <png.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "files/child.h"

enum { MOST_PIXELS = 24000000 /* as a camera takes them */ };

/* ---- reading ---- */

/* what is transparent becomes black under a light thing, white under a dark one */
static void fill_transparent(Grey *grey, const uint8_t *pair, const bool *invert) {
  const size_t count = (size_t)grey->height * (size_t)grey->width;
  double sum = 0, opaque = 0;
  for (size_t i = 0; i < count; i++) sum += (double)pair[2 * i] * pair[2 * i + 1], opaque += pair[2 * i + 1];
  grey->transparent = opaque < 0.99 * 255 * (double)count;
  const bool light = invert ? !*invert : opaque > 0 && sum / opaque > 127.5;
  const int under = light ? 0 : 255;
  for (size_t i = 0; i < count; i++) {
    const int value = pair[2 * i], alpha = pair[2 * i + 1];
    grey->pixel[i] = (uint8_t)((value * alpha + under * (255 - alpha) + 127) / 255);
  }
}

static Status decode(const char *path, FILE *file, const bool *invert, Grey *grey) {
  png_image png = {.version = PNG_IMAGE_VERSION};
  if (!png_image_begin_read_from_stdio(&png, file))
    return fail("%s: cannot be read as a PNG picture: %s; other kinds have to be saved as PNG first", path,
                png.message);
  if ((double)png.width * png.height > MOST_PIXELS) {
    const unsigned width = png.width, height = png.height;
    png_image_free(&png);
    return fail("%s: %u x %u pixels, expected at most %d in all; make it smaller first", path, width, height,
                MOST_PIXELS);
  }

  png.format = PNG_FORMAT_GA;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB; /* 16 bits without a word on gamma mean the same grey as 8 do */
  grey->height = (int)png.height;
  grey->width = (int)png.width;
  uint8_t *pair = allocate(PNG_IMAGE_SIZE(png), 1); /* grey and alpha of each pixel */
  grey->pixel = allocate((size_t)grey->height * (size_t)grey->width, 1);
  Status status = OK;
  if (!pair || !grey->pixel) {
    png_image_free(&png);
    status = FAILED;
  } else if (!png_image_finish_read(&png, NULL, pair, 0, NULL)) {
    status = fail("%s: the PNG picture is damaged: %s", path, png.message);
  } else {
    fill_transparent(grey, pair, invert);
  }
  release(pair);
  return status;
}

/* ---- in a child, whatever libpng makes of the file: see child.h ---- */

typedef struct Errand {
  const char *path;
  const bool *invert;
  FILE *file;
} Errand;

/* how the child's answer begins; the pixels follow */
typedef struct Reply {
  int status, height, width, transparent;
  char message[1024];
} Reply;

static void work(int out, void *data) {
  const Errand *errand = data;
  static Reply reply;
  Grey grey = {0};
  reply.status = (int)decode(errand->path, errand->file, errand->invert, &grey);
  reply.height = grey.height, reply.width = grey.width, reply.transparent = grey.transparent;
  if (reply.status != OK && child_short_of_memory())
    fail("%s: not enough memory for a part of it; close other programs, or take a smaller picture", errand->path);
  snprintf(reply.message, sizeof reply.message, "%s", error_message());
  child_send(out, &reply, sizeof reply);
  if (reply.status == OK) child_send(out, grey.pixel, (size_t)grey.height * (size_t)grey.width);
}

static Status no_answer(const Child *child, const char *path) {
  if (child->end == CHILD_SHORT_OF_MEMORY)
    return fail("%s: not enough memory to read it; close other programs, or take a smaller picture", path);
  return fail("%s: the PNG picture is damaged: reading it %s; save it again", path,
              child->end == CHILD_TOO_SLOW ? "took too long" : "crashed the library that reads it");
}

static Status receive(Child *child, const char *path, Grey *grey) {
  Reply reply;
  if (child_receive(child, &reply, sizeof reply) != OK) return no_answer(child, path);
  reply.message[sizeof reply.message - 1] = '\0';
  if (reply.status != OK) return fail("%s", reply.message);
  if (reply.height < 1 || reply.width < 1 || (double)reply.height * reply.width > MOST_PIXELS)
    return fail("%s: the PNG picture is damaged; save it again", path);

  *grey = (Grey){.height = reply.height, .width = reply.width, .transparent = reply.transparent != 0};
  const size_t count = (size_t)grey->height * (size_t)grey->width;
  grey->pixel = allocate(count, 1);
  if (!grey->pixel) return FAILED;
  if (child_receive(child, grey->pixel, count) == OK) return OK;
  release(grey->pixel);
  return no_answer(child, path);
}

Status read_grey(const char *path, const bool *invert, Grey *grey) {
  struct stat found;
  if (stat(path, &found) == 0 && !S_ISREG(found.st_mode)) return fail("%s: not a file, expected a PNG picture", path);
  Errand errand = {path, invert, fopen(path, "rb")};
  if (!errand.file) return fail("%s: cannot be opened: %s; --png wants a PNG picture", path, strerror(errno));

  Child child;
  const size_t memory = 8 * (size_t)MOST_PIXELS; /* colours and alpha of sixteen bits */
  Status status = child_start(&child, work, &errand, memory, 2);
  if (status == OK) {
    status = receive(&child, path, grey);
    child_end(&child);
  }
  fclose(errand.file);
  return status;
}
