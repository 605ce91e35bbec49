/* 04: where a kernel can stand. */
#include "check.h"
#include "kernels/conv2d.h"

enum { NO_PLUS_ONE = 1, SAME_IGNORES_STRIDE, HALF_KERNEL, SAME_ROUNDED_DOWN, REST_BEFORE, REST_IGNORED };
static const char *const mistakes[] = {"no_plus_one", "same_ignores_stride", "half_kernel", "same_rounded_down", "rest_before",
                                       "rest_ignored", 0};

static void make(Case *c, int number, Random *random) {
  (void)random;
  static const int sizes[12][4] = {{28, 3, 2, 1}, {28, 3, 1, 0}, {28, 3, 1, 1}, {9, 3, 2, 0}, {7, 2, 2, 1}, {10, 5, 3, 0},
                                   {11, 5, 2, 1}, {13, 4, 3, 1}, {14, 4, 1, 1}, {6, 6, 4, 0}, {12, 3, 2, 1}, {9, 1, 3, 1}};
  const int *s = sizes[number];
  *c = (Case){.names = "size K S same", .size = {s[0], s[1], s[2], s[3]}};
  int_output(c, "result", (Shape){{1}});
  int_output(c, "before", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int size = c->size[0], K = c->size[1], S = c->size[2], same = c->size[3];
  int *places = out(c, 0), *before = out(c, 1);
  begin(c, places);
  *before = 0;
  if (!same) {
    *places = (size - K) / S + (mistake == NO_PLUS_ONE ? 0 : 1);
    note(c, "(%d - %d) / %d%s", size, K, S, mistake == NO_PLUS_ONE ? "" : " + 1");
    return true;
  }
  *places = mistake == SAME_IGNORES_STRIDE ? size : mistake == SAME_ROUNDED_DOWN ? size / S : (size + S - 1) / S;
  note(c, mistake == SAME_IGNORES_STRIDE ? "%d" : "%d / %d", size, S);
  int zeros = mistake == REST_IGNORED ? K - S : (*places - 1) * S + K - size;
  begin(c, before);
  if (mistake == REST_IGNORED) note(c, either("%d - %d = %d in all, and before", "모두 %d - %d = %d개, 그중 앞쪽"), K, S, zeros);
  else
    note(c, either("(%d-1)*%d + %d - %d = %d%s in all, and before", "모두 (%d-1)*%d + %d - %d = %d%s개, 그중 앞쪽"), *places, S, K,
         size, zeros, zeros < 0 ? either(", so 0", ", 곧 0") : "");
  if (zeros < 0) zeros = 0;
  if (mistake == SAME_IGNORES_STRIDE || mistake == HALF_KERNEL) {
    note(c, "(%d - 1) / 2", K);
    *before = (K - 1) / 2;
  } else *before = mistake == REST_BEFORE ? (zeros + 1) / 2 : zeros / 2;
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(output_size) *f = function;
  *(int *)out(c, 0) = f(c->size[0], c->size[1], c->size[2], c->size[3], out(c, 1));
}

static void library(Case *c) {
  Padding padding = c->size[3] ? SAME : VALID;
  *(int *)out(c, 0) = conv2d_output_size(c->size[0], c->size[1], c->size[2], padding);
  *(int *)out(c, 1) = conv2d_zeros_before(c->size[0], c->size[1], c->size[2], padding);
}

const Check check_04 = {.cases = 12, .by_hand = "14 0", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library};
