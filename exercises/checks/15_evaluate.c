/* 15: a mean that counts images, not batches. */
#include "check.h"

enum { MEAN_OF_MEANS = 1, LAST_DROPPED, LAST_AS_FULL, SUM_OF_LOSSES, REMAINDER };
static const char *const mistakes[] = {"mean_of_means", "last_dropped", "last_as_full", "sum_of_losses", "remainder", 0};

static void make(Case *c, int number, Random *random) {
  int size = number == 0 ? 2 : number == 1 ? 4 : random_between(random, 3, 7), batches = number < 2 ? 2 : random_between(random, 3, 5);
  int count = (batches - 1) * size +
              (number == 0 ? 1 : number == 4 || number == 6 || number == EVEN_CASE ? size : random_between(random, 1, size - 1));
  *c = (Case){.names = "count batch_size batches", .size = {count, size, batches}};
  input(c, "loss", (Shape){{batches}});
  if (number == 0) numbers(c, "1 4");
  else if (number == 1) numbers(c, "0.5 2");
  else random_integers(c, random, 1, 9);
  output(c, "result", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0], size = c->size[1], batches = c->size[2];
  const float *loss = in(c, 0);
  float *result = out(c, 0), sum = 0, all = 0;
  begin(c, result);
  for (int m = 0; m < batches; m++) {
    int images = m == batches - 1 ? count - m * size : size;
    if (mistake == LAST_DROPPED && images < size) break;
    if (mistake == MEAN_OF_MEANS || mistake == SUM_OF_LOSSES) images = 1;
    if (mistake == LAST_AS_FULL) images = size;
    if (mistake == REMAINDER && m == batches - 1) images = count % size;
    sum += times(c, (float)images, loss[m]);
    all += (float)images;
  }
  if (mistake == LAST_AS_FULL || mistake == REMAINDER) all = (float)count;
  if (mistake == SUM_OF_LOSSES) all = 1;
  if (c->writing) {
    char terms[200];
    int i = 0;
    for (; i < 199 && c->arithmetic[i]; i++) terms[i] = c->arithmetic[i];
    terms[i] = '\0';
    note(c, "(%s) / %g", terms, (double)all);
  }
  *result = sum / all;
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(evaluate) *f = function;
  *(float *)out(c, 0) = f(c->size[0], c->size[1], c->size[2], in(c, 0));
}

const Check check_15 = {.cases = 8, .by_hand = "2", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
