/* The reader's own picture, through libpng: see picture.h. */
#include "files/picture.h"

#include <errno.h>
#include <math.h>
#include <png.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "files/child.h"

enum { MOST_PIXELS = 24000000 /* as a camera takes them */ };

/* a grey picture, one byte a pixel; owned */
typedef struct Grey {
  int height, width;
  uint8_t *pixel;
} Grey;

/* ---- reading ---- */

static Status decode(const char *path, FILE *file, Grey *grey) {
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

  png.format = PNG_FORMAT_GRAY;
  grey->height = (int)png.height;
  grey->width = (int)png.width;
  grey->pixel = allocate(PNG_IMAGE_SIZE(png), 1);
  if (!grey->pixel) {
    png_image_free(&png);
    return FAILED;
  }
  const png_color white = {255, 255, 255}; /* under what is transparent */
  if (!png_image_finish_read(&png, &white, grey->pixel, 0, NULL)) {
    release(grey->pixel);
    return fail("%s: the PNG picture is damaged: %s", path, png.message);
  }
  return OK;
}

/* ---- in a child, whatever libpng makes of the file: see child.h ---- */

typedef struct Errand {
  const char *path;
  FILE *file;
} Errand;

/* how the child's answer begins; the pixels follow */
typedef struct Reply {
  int status, height, width;
  char message[1024];
} Reply;

static void work(int out, void *data) {
  const Errand *errand = data;
  static Reply reply;
  Grey grey = {0};
  reply.status = (int)decode(errand->path, errand->file, &grey);
  reply.height = grey.height, reply.width = grey.width;
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

  *grey = (Grey){.height = reply.height, .width = reply.width};
  const size_t count = (size_t)grey->height * (size_t)grey->width;
  grey->pixel = allocate(count, 1);
  if (!grey->pixel) return FAILED;
  if (child_receive(child, grey->pixel, count) == OK) return OK;
  release(grey->pixel);
  return no_answer(child, path);
}

static Status read_grey(const char *path, Grey *grey) {
  struct stat found;
  if (stat(path, &found) == 0 && !S_ISREG(found.st_mode)) return fail("%s: not a file, expected a PNG picture", path);
  Errand errand = {path, fopen(path, "rb")};
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

/* ---- scaling ---- */

/* how much of the place from `from` to `to` lies in pixel i, which goes from i to i + 1 */
static double overlap(double from, double to, int i) { return fmax(0, fmin(to, i + 1) - fmax(from, i)); }

/* mean of a rectangle whose edges may cut through pixels */
static double mean_of(const Grey *grey, double top, double left, double bottom, double right) {
  double sum = 0, area = 0;
  for (int r = (int)top; r < grey->height && r < bottom; r++)
    for (int c = (int)left; c < grey->width && c < right; c++) {
      const double part = overlap(top, bottom, r) * overlap(left, right, c);
      sum += part * grey->pixel[(size_t)r * (size_t)grey->width + (size_t)c];
      area += part;
    }
  return area > 0 ? sum / area : 0;
}

/* mean of the picture's outermost pixels: what the thing lies on */
static double edge_mean(const Grey *grey) {
  double sum = 0;
  int count = 0;
  for (int r = 0; r < grey->height; r++)
    for (int c = 0; c < grey->width; c++) {
      if (r > 0 && r < grey->height - 1 && c > 0 && c < grey->width - 1) c = grey->width - 1; /* skip the inside */
      sum += grey->pixel[(size_t)r * (size_t)grey->width + (size_t)c];
      count++;
    }
  return sum / count;
}

/* the whole picture into h x w pixels in the middle of H x W; around it 0, the background */
static void scale(const Grey *grey, bool invert, int H, int W, float image[H][W]) {
  const double step =
      fmax((double)grey->height / H, (double)grey->width / W); /* pixels of the picture a pixel of the image */
  const int h = (int)fmax(1, round(grey->height / step)), w = (int)fmax(1, round(grey->width / step));
  const int top = (H - h) / 2, left = (W - w) / 2;
  memset(image, 0, (size_t)H * sizeof image[0]);
  for (int r = 0; r < h; r++)
    for (int c = 0; c < w; c++) {
      const double down = (double)grey->height / h, across = (double)grey->width / w;
      const double value = mean_of(grey, r * down, c * across, (r + 1) * down, (c + 1) * across) / 255;
      image[top + r][left + c] = (float)(invert ? 1 - value : value);
    }
}

Status read_picture(const char *path, int H, int W, float *image, bool *inverted) {
  Grey grey = {0};
  if (read_grey(path, &grey) != OK) return FAILED;
  const bool light = edge_mean(&grey) > 127.5;
  scale(&grey, light, H, W, (float(*)[W])image);
  if (inverted) *inverted = light;
  release(grey.pixel);
  return OK;
}
