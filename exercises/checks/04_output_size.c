/* 04: where a kernel can stand. */
#include "check.h"
#include "kernels/conv2d.h"

enum {
  NO_PLUS_ONE = 1,
  SAME_IGNORES_STRIDE,
  HALF_KERNEL,
  SAME_ROUNDED_DOWN,
  REST_BEFORE,
  REST_IGNORED,
  ALL_BEFORE,
  NEGATIVE_ZEROS
};
static const char *const mistakes[] = {"no_plus_one",       "same_ignores_stride", "half_kernel",
                                       "same_rounded_down", "rest_before",         "rest_ignored",
                                       "all_before",        "fewer_than_none",     0};

static const Hand hands[] = {{.size = {28, 3, 2, 1}}, {.size = {28, 3, 1, 0}}, {.size = {28, 3, 1, 1}},
                             {.size = {9, 3, 2, 0}},  {.size = {7, 2, 2, 1}},  {.size = {10, 5, 3, 0}},
                             {.size = {11, 5, 2, 1}}, {.size = {13, 4, 3, 1}}, {.size = {14, 4, 1, 1}},
                             {.size = {6, 6, 4, 0}},  {.size = {12, 3, 2, 1}}, {.size = {9, 1, 3, 1}},
                             {.size = {13, 2, 4, 1}}, {.size = {9, 1, 4, 1}}};

static void draw(Case *c, Draw *d) {
  c->size[3] = pick(d, 0, 1);
  c->size[1] = pick(d, 1, 11);
  c->size[2] = pick(d, 1, 9);
  c->size[0] = pick_size(d, c->size[3] ? 1 : c->size[1], 300);
}

static void room(Case *c) {
  int_output(c, "result", (Sizes){{1}});
  int_output(c, "before", (Sizes){{1}});
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
  if (mistake == REST_IGNORED)
    note(c, either("%d - %d = %d in all, and before", "모두 %d - %d = %d개, 그중 앞쪽"), K, S, zeros);
  else
    note(c, either("(%d-1)*%d + %d - %d = %d%s in all, and before", "모두 (%d-1)*%d + %d - %d = %d%s개, 그중 앞쪽"),
         *places, S, K, size, zeros, zeros < 0 ? either(", so 0", ", 곧 0") : "");
  if (zeros < 0 && mistake != NEGATIVE_ZEROS) zeros = 0;
  if (mistake == SAME_IGNORES_STRIDE || mistake == HALF_KERNEL) {
    note(c, "(%d - 1) / 2", K);
    *before = (K - 1) / 2;
  } else if (mistake == ALL_BEFORE)
    *before = zeros;
  else
    *before = mistake == REST_BEFORE ? (zeros + 1) / 2 : zeros / 2;
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

const Check check_04 = {.names = "size K S same",
                        .hand = hands,
                        .hands = 14,
                        .by_hand = "14 0",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library};
