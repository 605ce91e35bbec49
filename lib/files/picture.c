/* The reader's own picture: see picture.h. */
#include "files/picture.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "files/picture_read.h"

enum {
  GREYS = 256,
  NEAR = 12 /* greys that look the same on a table: grain, noise, a fold */
};

/* how many pixels have each grey */
typedef struct Counts {
  long of[GREYS], all;
} Counts;

/* ---- what is background, what is the thing ---- */

/* the greys of the whole picture, and those along its edge, a fiftieth of it wide */
static void count_greys(const Grey *grey, Counts *whole, Counts *edge) {
  const int shorter = grey->height < grey->width ? grey->height : grey->width;
  const int wide = shorter / 50 > 1 ? shorter / 50 : 1;
  *whole = *edge = (Counts){0};
  for (int r = 0; r < grey->height; r++)
    for (int c = 0; c < grey->width; c++) {
      const int value = grey->pixel[(size_t)r * (size_t)grey->width + (size_t)c];
      whole->of[value]++, whole->all++;
      if (r < wide || r >= grey->height - wide || c < wide || c >= grey->width - wide) edge->of[value]++, edge->all++;
    }
}

/* how many of these greys lie from `from` to `to` */
static long between(const Counts *counts, int from, int to) {
  long sum = 0;
  for (int v = from < 0 ? 0 : from; v <= to && v < GREYS; v++) sum += counts->of[v];
  return sum;
}

/* the commonest grey along the edge, those near it counted with it: of that group the middle one */
static int background_of(const Counts *edge) {
  int centre = 0;
  for (int v = 1; v < GREYS; v++)
    if (between(edge, v - NEAR, v + NEAR) > between(edge, centre - NEAR, centre + NEAR)) centre = v;
  const long group = between(edge, centre - NEAR, centre + NEAR);
  int v = centre - NEAR;
  while (2 * between(edge, centre - NEAR, v) < group) v++;
  return v;
}

/* how far a grey is from the background, on the side of the thing; negative on the other side */
static int away(int grey, int background, bool inverted) { return inverted ? background - grey : grey - background; }

/* how much there is on one side of the background: pixels times distance, the nearest ones left out */
static double weight_beside(const Counts *whole, int background, bool darker, int near) {
  double sum = 0;
  for (int v = 0; v < GREYS; v++) {
    const int distance = away(v, background, darker);
    if (distance > near) sum += (double)whole->of[v] * distance;
  }
  return sum;
}

/* the distance that all but a part of the greys between `least` and `most` away from the background stay below */
static int reach_of(const Counts *counts, int background, bool inverted, int least, int most, double part) {
  long there = 0, above = 0;
  for (int v = 0; v < GREYS; v++)
    if (away(v, background, inverted) >= least && away(v, background, inverted) <= most) there += counts->of[v];
  for (int distance = most; distance >= least; distance--) {
    const int v = inverted ? background - distance : background + distance;
    if (v >= 0 && v < GREYS) above += counts->of[v];
    if (there > 0 && (double)above >= part * (double)there) return distance;
  }
  return 0;
}

/* what each grey becomes, 0 to 1: the background and what is at most `uneven` away from it 0, the other end 1 */
static void make_levels(int background, bool inverted, int uneven, float level[GREYS]) {
  const int most = (inverted ? background : 255 - background) - uneven;
  for (int v = 0; v < GREYS; v++) {
    const int distance = away(v, background, inverted) - uneven;
    level[v] = distance > 0 ? (float)distance / (float)most : 0;
  }
}

/* whether a line of `count` pixels shows the thing, and not only a grain of dust */
static bool shows(const uint8_t *pixel, size_t step, int count, const float level[GREYS], float least) {
  int found = 0;
  for (int i = 0; i < count; i++) found += level[pixel[(size_t)i * step]] > least;
  return found > count / 200;
}

/* the rows and columns from the first to the last that show the thing; whether there are any */
static bool find_thing(const Grey *grey, const float level[GREYS], float least, Picture *picture) {
  const int H = grey->height, W = grey->width;
  const size_t width = (size_t)W;
  int top = 0, left = 0, bottom = H, right = W;
  while (top < bottom && !shows(grey->pixel + (size_t)top * width, 1, W, level, least)) top++;
  if (top == bottom) return false;
  while (!shows(grey->pixel + (size_t)(bottom - 1) * width, 1, W, level, least)) bottom--;
  while (left < right && !shows(grey->pixel + left, width, H, level, least)) left++;
  if (left == right) return false;
  while (!shows(grey->pixel + right - 1, width, H, level, least)) right--;
  picture->top = top, picture->left = left, picture->bottom = bottom, picture->right = right;
  return true;
}

/* ---- what speaks against it ---- */

static void warn(Picture *picture, bool is_so, const char *text) {
  if (is_so) picture->warnings[picture->warning_count++] = text;
}

/* the thing reaches `reach` greys from the background, which strays by `uneven` */
static void judge(const Counts *whole, const Counts *edge, int reach, int uneven, Picture *picture) {
  const int background = picture->background;
  long touching = 0;
  for (int v = 0; v < GREYS; v++)
    if (away(v, background, picture->inverted) > 0.4 * reach) touching += edge->of[v];
  const int near = uneven > 0 ? 2 * reach / 5 : NEAR;
  const double lost = weight_beside(whole, background, !picture->inverted, near);
  const double kept = weight_beside(whole, background, picture->inverted, near);

  warn(picture, background > 30 && background < 225,
       "its background is grey, the data's is plain; lay the garment on something white, or black if it is light");
  warn(picture, uneven > 0,
       "its background is uneven: a shadow, a pattern; lay the garment on a plain sheet in even light");
  warn(picture, (double)touching > 0.03 * (double)edge->all,
       "the garment touches the picture's edge; the data shows all of it, with background on every side");
  warn(picture, lost > 0.25 * (lost + kept),
       picture->inverted ? "parts are lighter than the background and become black with it; try --invert no"
                         : "parts are darker than the background and become black with it; try --invert yes");
  warn(picture, reach < 64, "the garment hardly stands out from its background");
}

/* ---- scaling ---- */

/* how much of the place from `from` to `to` lies in pixel i, which goes from i to i + 1 */
static double overlap(double from, double to, int i) { return fmax(0, fmin(to, i + 1) - fmax(from, i)); }

/* mean level of a rectangle whose edges may cut through pixels */
static double mean_of(const Grey *grey, const float level[GREYS], double top, double left, double bottom,
                      double right) {
  double sum = 0, area = 0;
  for (int r = (int)top; r < grey->height && r < bottom; r++)
    for (int c = (int)left; c < grey->width && c < right; c++) {
      const double part = overlap(top, bottom, r) * overlap(left, right, c);
      sum += part * (double)level[grey->pixel[(size_t)r * (size_t)grey->width + (size_t)c]];
      area += part;
    }
  return area > 0 ? sum / area : 0;
}

/* the part that begins at (top, left), height x width, as h x w pixels in the middle of H x W; around it 0 */
static void scale(const Grey *grey, const float level[GREYS], int top, int left, int height, int width, int H, int W,
                  float *image) {
  const double step = fmax((double)height / H, (double)width / W); /* pixels of the picture a pixel of the image */
  const int h = (int)fmax(1, round(height / step)), w = (int)fmax(1, round(width / step));
  const double down = (double)height / h, across = (double)width / w;
  float *corner = image + (H - h) / 2 * W + (W - w) / 2;
  memset(image, 0, (size_t)H * (size_t)W * sizeof *image);
  for (int r = 0; r < h; r++)
    for (int c = 0; c < w; c++)
      corner[r * W + c] =
          (float)mean_of(grey, level, top + r * down, left + c * across, top + (r + 1) * down, left + (c + 1) * across);
}

/* a part of the picture made small enough to be drawn */
static Status preview(const Grey *grey, const float level[GREYS], int top, int left, int height, int width,
                      Tensor *tensor) {
  const double step = fmax(1, fmax(height, width) / (double)PREVIEW_SIDE);
  const int h = (int)fmax(1, round(height / step)), w = (int)fmax(1, round(width / step));
  if (tensor_create(tensor, (Shape){2, {h, w}}) != OK) return FAILED;
  scale(grey, level, top, left, height, width, h, w, tensor->data);
  return OK;
}

/* ---- all of it ---- */

static Status make_image(const char *path, const Grey *grey, const bool *invert, int H, int W, float *image,
                         Picture *picture) {
  static const char *const nothing =
      "%s: nothing in it is %s than its background, a grey of %d where black is 0 and white 255; %s";
  Counts whole, edge;
  count_greys(grey, &whole, &edge);
  const int background = background_of(&edge);
  const bool darker =
      invert ? *invert : weight_beside(&whole, background, true, NEAR) > weight_beside(&whole, background, false, NEAR);
  *picture = (Picture){.height = grey->height,
                       .width = grey->width,
                       .background = background,
                       .inverted = darker,
                       .transparent = grey->transparent,
                       .bottom = grey->height,
                       .right = grey->width};

  /* how far the thing reaches from the background; what along the edge is well below that is background too */
  const bool same_size = grey->height == H && grey->width == W;
  const int reach = reach_of(&whole, background, darker, NEAR + 1, 255, 0.05), well_below = 2 * reach / 5;
  const long stray = between(&edge, background - well_below, background + well_below) -
                     between(&edge, background - NEAR, background + NEAR);
  const bool is_uneven = !same_size && well_below > NEAR && (double)stray > 0.15 * (double)edge.all;
  const int uneven = is_uneven ? reach_of(&edge, background, darker, 0, well_below, 0.05) : 0;

  float level[GREYS], plain[GREYS];
  make_levels(background, darker, uneven, level);
  make_levels(0, false, 0, plain);
  const float least = 0.2f * level[darker ? background - reach : background + reach];
  if (reach == 0 || !find_thing(grey, level, least, picture))
    return fail(nothing, path, darker ? "darker" : "lighter", background,
                invert ? "leave --invert out" : "take a picture of one garment on a plain background");
  if (grey->height == H && grey->width == W) picture->top = picture->left = 0, picture->bottom = H, picture->right = W;
  judge(&whole, &edge, reach, uneven, picture);

  const int height = picture->bottom - picture->top, width = picture->right - picture->left;
  scale(grey, level, picture->top, picture->left, height, width, H, W, image);
  if (preview(grey, plain, 0, 0, grey->height, grey->width, &picture->original) != OK) return FAILED;
  return preview(grey, level, picture->top, picture->left, height, width, &picture->cut);
}

Status read_picture(const char *path, const bool *invert, int H, int W, float *image, Picture *picture) {
  Grey grey = {0};
  Picture unasked = {0};
  if (!picture) picture = &unasked;
  *picture = (Picture){0};
  Status status = read_grey(path, invert, &grey);
  if (status == OK) status = make_image(path, &grey, invert, H, W, image, picture);
  if (status != OK || picture == &unasked) picture_free(picture);
  release(grey.pixel);
  return status;
}

void picture_free(Picture *picture) {
  tensor_free(&picture->original);
  tensor_free(&picture->cut);
  *picture = (Picture){0};
}
