/* 10: the order h, w, c. */
#include "check.h"

enum { CHANNELS_FIRST = 1, SWAPPED, WIDTH_FOR_DEPTH, BY_HEIGHT, IMAGE_FOR_ROW, NO_CHANNEL, ROW_NOT_WIDE };
static const char *const mistakes[] = {"channels_first", "swapped",    "width_for_depth",   "by_height",
                                       "image_for_row",  "no_channel", "row_without_depth", 0};

static const Hand hands[] = {{.size = {7, 7, 64, 3, 2, 5}}, {.size = {2, 3, 4, 1, 2, 3}}, {.size = {3, 5, 6, 2, 1, 4}}};

static void draw(Case *c, Draw *d) {
  int H = pick_size(d, 1, 64), W = pick_size(d, 1, 64), C = pick_size(d, 1, 100);
  *c = (Case){.size = {H, W, C, pick(d, 0, H - 1), pick(d, 0, W - 1), pick(d, 0, C - 1)}};
}

static void room(Case *c) { int_output(c, "result", (Sizes){{1}}); }

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], r = c->size[3], q = c->size[4], k = c->size[5],
      *result = out(c, 0);
  begin(c, result);
  switch (mistake) {
    case CHANNELS_FIRST:
      note(c, "(%d*%d + %d)*%d + %d", k, H, r, W, q);
      *result = (k * H + r) * W + q;
      break;
    case SWAPPED:
      note(c, "(%d*%d + %d)*%d + %d", q, W, r, C, k);
      *result = (q * W + r) * C + k;
      break;
    case WIDTH_FOR_DEPTH:
      note(c, "(%d*%d + %d)*%d + %d", r, W, q, W, k);
      *result = (r * W + q) * W + k;
      break;
    case BY_HEIGHT:
      note(c, "(%d*%d + %d)*%d + %d", r, H, q, C, k);
      *result = (r * H + q) * C + k;
      break;
    case IMAGE_FOR_ROW:
      note(c, "%d*%d*%d + %d*%d + %d", r, H, W, q, C, k);
      *result = r * H * W + q * C + k;
      break;
    case NO_CHANNEL:
      note(c, "(%d*%d + %d)*%d", r, W, q, C);
      *result = (r * W + q) * C;
      break;
    case ROW_NOT_WIDE:
      note(c, "%d*%d + %d*%d + %d", r, W, q, C, k);
      *result = r * W + q * C + k;
      break;
    default: note(c, "(%d*%d + %d)*%d + %d", r, W, q, C, k); *result = (r * W + q) * C + k;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(flatten) *f = function;
  const int *s = c->size;
  *(int *)out(c, 0) = f(s[0], s[1], s[2], s[3], s[4], s[5]);
}

const Check check_10 = {.names = "H W C r c k",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "1477",
                        .even = {.size = {4, 4, 4, 1, 2, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call};
