/* 10: the order h, w, c. */
#include "check.h"

enum { CHANNELS_FIRST = 1, SWAPPED, WIDTH_FOR_DEPTH, BY_HEIGHT, IMAGE_FOR_ROW };
static const char *const mistakes[] = {"channels_first", "swapped", "width_for_depth", "by_height", "image_for_row", 0};

static void make(Case *c, int number, Random *random) {
  int H = 7, W = 7, C = 64, r = 3, q = 2, k = 5;
  if (number == 1) H = 2, W = 3, C = 4, r = 1, q = 2, k = 3;
  if (number > 1) {
    H = random_between(random, 3, 5), W = H + random_between(random, 1, 3), C = W + random_between(random, 1, 4);
    r = random_between(random, 1, H - 1), q = random_between(random, 0, W - 1), k = random_between(random, 0, C - 1);
  }
  if (number == EVEN_CASE) H = W = C = 4, r = 1, q = 2, k = 3;
  *c = (Case){.names = "H W C r c k", .size = {H, W, C, r, q, k}};
  int_output(c, "result", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], r = c->size[3], q = c->size[4], k = c->size[5], *result = out(c, 0);
  begin(c, result);
  switch (mistake) {
    case CHANNELS_FIRST: note(c, "(%d*%d + %d)*%d + %d", k, H, r, W, q); *result = (k * H + r) * W + q; break;
    case SWAPPED: note(c, "(%d*%d + %d)*%d + %d", q, W, r, C, k); *result = (q * W + r) * C + k; break;
    case WIDTH_FOR_DEPTH: note(c, "(%d*%d + %d)*%d + %d", r, W, q, W, k); *result = (r * W + q) * W + k; break;
    case BY_HEIGHT: note(c, "(%d*%d + %d)*%d + %d", r, H, q, C, k); *result = (r * H + q) * C + k; break;
    case IMAGE_FOR_ROW: note(c, "%d*%d*%d + %d*%d + %d", r, H, W, q, C, k); *result = r * H * W + q * C + k; break;
    default: note(c, "(%d*%d + %d)*%d + %d", r, W, q, C, k); *result = (r * W + q) * C + k;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(flatten) *f = function;
  const int *s = c->size;
  *(int *)out(c, 0) = f(s[0], s[1], s[2], s[3], s[4], s[5]);
}

const Check check_10 = {.cases = 8, .by_hand = "1477", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
