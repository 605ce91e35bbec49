/*
 * Strangers' cases: drawn at random, and made smaller when one fails.
 *
 * A case is drawn by a row of choices: each pick() is one. To make a failing case smaller, the same draw() is asked
 * again while the choices are replayed with one of them smaller (shrink.c). So no check needs to know about it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine.h"

uint32_t draw_seed(void) {
  const char *text = getenv("SEED");
  return text && *text ? (uint32_t)strtoul(text, NULL, 10) : 42;
}

void draw_begin(Draw *draw, const Exercise *exercise, int number) {
  *draw = (Draw){.calm = true};
  int i = number - exercise->check->hands; /* the first ones are small; later large ones come in between */
  draw->random = random_from_seed(draw_seed() * 1000003u + (uint32_t)exercise->number * 8191u + (uint32_t)(number + 1));
  if (i < 0) return;
  draw->calm = false;
  draw->room = i < 60 ? 4 + 4 * i : i % 100 == 99 ? 300000 : i % 10 == 9 ? 20000 : 1500;
}

/* ---- choices ---- */
static int choose(Draw *draw, int least, int most, int value) {
  int i = draw->choices++;
  if (i >= MOST_CHOICES) BUG("more than %d choices", MOST_CHOICES);
  if (i < draw->replayed) value = draw->choice[i] < least ? least : draw->choice[i] > most ? most : draw->choice[i];
  draw->least[i] = least;
  return draw->choice[i] = value;
}

static int up_to(Draw *draw, int most) { return most > 0 ? (int)random_up_to(&draw->random, (uint32_t)most) : 0; }

int pick(Draw *draw, int least, int most) {
  if (most < least) most = least;
  return choose(draw, least, most, least + up_to(draw, most - least));
}

int pick_size(Draw *draw, int least, int most) {
  static const int known[] = {1,  2,  3,  4,  5,  7,   8,   10,  11,  13,  14,  16, 17,
                              28, 31, 32, 33, 64, 100, 127, 128, 129, 256, 257, 784};
  enum { KNOWN = sizeof known / sizeof known[0] };
  int room = draw->room > 0 ? draw->room : 1, reach = most < room ? most : room < least ? least : room;
  int value = least, kind = up_to(draw, 3);
  if (kind == 0)
    value = least + up_to(draw, reach - least < 5 ? reach - least : 5);
  else if (kind == 1)
    value = known[up_to(draw, KNOWN - 1)];
  else
    value = (int)lround(exp((double)random_uniform(&draw->random) * log((double)(reach > 1 ? reach : 1))));
  if (value < least) value = least;
  if (value > reach) value = reach;
  draw->room = room / (value > 0 ? value : 1);
  return choose(draw, least, most, value);
}

void spend(Draw *draw, int times) {
  if (times > 1) draw->room /= times;
}

float pick_number(Draw *draw, float least, float most) {
  int fine = up_to(draw, 2) == 0 ? 1 << 20 : 16, steps = choose(draw, 0, fine, up_to(draw, fine));
  return least + (most - least) * (float)steps / (float)fine;
}

/* ---- filling ---- */
static float uniform(Draw *draw, float least, float most) {
  return least + (most - least) * random_uniform(&draw->random);
}

/* one of the numbers that strangers have */
static float stranger(Draw *draw, int style, float far) {
  switch (style) {
    case 0: return (float)(up_to(draw, 13) - 4);
    case 1: return (float)(up_to(draw, 112) - 48) / 16;
    case 2: return uniform(draw, -1, 1);
    case 3: return -uniform(draw, 0.05f, 6);
    case 4: return (float)((up_to(draw, 1) ? 1 : -1) * pow(10, (double)uniform(draw, -4, 4)));
    case 5: return (float[]){-1.5f, 0, 0.5f, 2}[up_to(draw, 3)];
    case 6: return far + (float)(up_to(draw, 256) - 128) / 64;
    case 7: return uniform(draw, -1, 1) * 1e-5f;
    case 8: return up_to(draw, 4) ? 0 : uniform(draw, -40, 40);
    default: return uniform(draw, 0.05f, 6);
  }
}

void strange(Case *c, int i, Draw *draw) {
  int style = draw->calm ? 0 : pick(draw, 0, 9);
  float far = (float)((up_to(draw, 1) ? 1 : -1) * (90 << up_to(draw, 7)));
  for (int m = 0; m < c->in[i].count; m++) put(&c->in[i], m, (double)stranger(draw, style, far));
  c->in[i].simpler = true;
}

void fractions(Case *c, int i, Draw *draw, float least, float most) {
  for (int m = 0; m < c->in[i].count; m++) put(&c->in[i], m, (double)uniform(draw, least, most));
}

void integers(Case *c, int i, Draw *draw, int least, int most) {
  for (int m = 0; m < c->in[i].count; m++) put(&c->in[i], m, least + up_to(draw, most - least));
}

void permutation(Case *c, int i, Draw *draw) { random_permutation(&draw->random, c->in[i].count, c->in[i].data); }

/* ---- a case ---- */
void case_fill(Case *c, const Check *check, Draw *draw) {
  if (check->fill)
    check->fill(c, draw);
  else
    for (int i = 0; i < c->ins; i++)
      if (c->in[i].kind == FLOATS) strange(c, i, draw);
}

void case_draw(Case *c, const Check *check, Draw *draw) {
  *c = (Case){0};
  check->draw(c, draw);
  check->room(c);
  case_fill(c, check, draw);
  if (check->derive) check->derive(c);
  case_reset(c);
}
