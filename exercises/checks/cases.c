/* What a check asks: cases with their inputs and outputs, the definition's answers and the mistakes' ones. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine.h"

/* ---- arrays ---- */
static Array array_new(const char *name, Shape shape, bool integer) {
  Array a = {.name = name, .shape = shape, .count = 1, .integer = integer};
  for (int d = 0; d < 5 && shape.size[d] > 0; d++) a.count *= shape.size[d];
  if (a.count > 1 << 20) BUG("%s: %d numbers", name, a.count);
  a.data = malloc((size_t)a.count * sizeof(float)); /* exactly: the address sanitizer watches the end */
  if (!a.data) BUG("no memory");
  memset(a.data, 0, (size_t)a.count * sizeof(float));
  return a;
}

static void *add(Array list[], int *count, Array a) {
  if (*count == MOST_ARRAYS) BUG("more than %d arrays", MOST_ARRAYS);
  list[(*count)++] = a;
  return a.data;
}

float *input(Case *c, const char *name, Shape s) { return add(c->in, &c->ins, array_new(name, s, false)); }
int *int_input(Case *c, const char *name, Shape s) { return add(c->in, &c->ins, array_new(name, s, true)); }
float *output(Case *c, const char *name, Shape s) { return add(c->out, &c->outs, array_new(name, s, false)); }
int *int_output(Case *c, const char *name, Shape s) { return add(c->out, &c->outs, array_new(name, s, true)); }
float *changed(Case *c, const char *name, Shape s, const float *start) {
  float *data = output(c, name, s);
  c->out[c->outs - 1].start = start;
  return data;
}

void *in(const Case *c, int i) { return c->in[i].data; }
void *out(const Case *c, int i) { return c->out[i].data; }

/* ---- filling ---- */
static Array *newest(Case *c) { return &c->in[c->ins - 1]; }
static void put(Array *a, int place, float value) {
  if (a->integer) ((int *)a->data)[place] = (int)value;
  else ((float *)a->data)[place] = value;
}

void numbers(Case *c, const char *text) {
  Array *a = newest(c);
  for (int i = 0; i < a->count; i++) {
    char *end;
    put(a, i, strtof(text, &end));
    if (end == text) BUG("%s: %d numbers given, %d expected", a->name, i, a->count);
    text = end;
  }
}

int random_between(Random *random, int least, int most) {
  return least + (int)random_up_to(random, (uint32_t)(most - least));
}

void random_integers(Case *c, Random *random, int least, int most) {
  for (int i = 0; i < newest(c)->count; i++) put(newest(c), i, (float)random_between(random, least, most));
}

void random_numbers(Case *c, Random *random, float least, float most) {
  int steps = (int)((most - least) * 16);
  for (int i = 0; i < newest(c)->count; i++)
    put(newest(c), i, least + (float)random_between(random, 0, steps) / 16);
}

/* ---- a case ---- */
static void reset_outputs(Case *c) {
  for (int o = 0; o < c->outs; o++) {
    Array *a = &c->out[o];
    if (a->start) memcpy(a->data, a->start, (size_t)a->count * sizeof(float));
    else
      for (int i = 0; i < a->count; i++) put(a, i, UNTOUCHED);
  }
}

void case_make(Case *c, const Exercise *exercise, int number) {
  *c = (Case){0};
  Random random = random_from_seed((uint32_t)(1000 * exercise->number + number));
  exercise->check->make(c, number, &random);
  reset_outputs(c);
}

void case_copy(Case *copy, const Case *c) {
  *copy = *c;
  for (int o = 0; o < c->outs; o++) {
    copy->out[o] = array_new(c->out[o].name, c->out[o].shape, c->out[o].integer);
    copy->out[o].start = c->out[o].start;
  }
  reset_outputs(copy);
}

void case_free(Case *c, bool all) {
  for (int o = 0; o < c->outs; o++) free(c->out[o].data);
  for (int i = 0; i < c->ins && all; i++) free(c->in[i].data);
}

void case_solve(Case *c, const Check *check) {
  if (check->library) check->library(c);
  else if (!check->answer(c, 0)) BUG("the definition gives no answer");
}

int mistake_count(const Check *check) {
  int count = 0;
  while (check->mistakes[count]) count++;
  if (count >= MOST_MISTAKES) BUG("more than %d mistakes", MOST_MISTAKES - 1);
  return count;
}

/* ---- comparing ---- */
/* relative to the number itself, or to a tenth of the array's largest when that is more */
static bool number_equal(const Array *a, const Array *b, int i, double largest, const Check *check) {
  if (a->integer) return ((const int *)a->data)[i] == ((const int *)b->data)[i];
  float mine = ((const float *)a->data)[i], right = ((const float *)b->data)[i];
  if (isnan(mine) || isnan(right)) return isnan(mine) && isnan(right);
  if (isinf(mine) || isinf(right) || check->same_bits) return mine == right;
  double tolerance = check->tolerance > 0 ? check->tolerance : 1e-5;
  return fabs((double)mine - (double)right) <= tolerance * fmax(fabs((double)right), largest / 10);
}

static double largest_of(const Array *a) {
  double largest = 1e-6;
  for (int i = 0; i < a->count && !a->integer; i++)
    if (fabs((double)((const float *)a->data)[i]) > largest) largest = fabs((double)((const float *)a->data)[i]);
  return largest;
}

bool case_equal(const Case *c, const Case *expected, const Check *check, int *which, int *place) {
  for (*which = 0; *which < c->outs; ++*which) {
    double largest = largest_of(&expected->out[*which]);
    for (*place = 0; *place < c->out[*which].count; ++*place)
      if (!number_equal(&c->out[*which], &expected->out[*which], *place, largest, check)) return false;
  }
  return true;
}

/* ---- words for numbers ---- */
const char *place_name(const Array *array, int place) {
  static char text[80];
  size_t size = (size_t)snprintf(text, sizeof text, "%s", array->name);
  int below = array->count;
  for (int d = 0; d < 5 && array->shape.size[d] > 0 && strcmp(array->name, "result") != 0; d++) {
    below /= array->shape.size[d];
    size += (size_t)snprintf(text + size, sizeof text - size, "[%d]", place / below);
    place %= below;
  }
  return text;
}

const char *number_text(const Array *array, int place) {
  static char buffers[8][24];
  static int next = 0;
  next = (next + 1) % 8;
  if (array->integer) snprintf(buffers[next], sizeof buffers[0], "%d", ((const int *)array->data)[place]);
  else {
    double value = (double)((const float *)array->data)[place];
    snprintf(buffers[next], sizeof buffers[0], isnan(value) ? "nan" : fabs(value) < 1e7 ? "%.6g" : "%g", value);
  }
  return buffers[next];
}

/* ---- the arithmetic of one element, written down ---- */
void begin(Case *c, const void *place) {
  c->writing = c->wanted == place && place;
  if (c->writing) c->terms = 0, c->arithmetic[0] = '\0';
}

static void write_term(Case *c, const char *term) {
  size_t used = strlen(c->arithmetic);
  if (++c->terms > 9 || used > 64) { /* a line of the report holds no more */
    if (!strstr(c->arithmetic, " + ...") && used + 8 < sizeof c->arithmetic) strcat(c->arithmetic, " + ...");
    return;
  }
  snprintf(c->arithmetic + used, sizeof c->arithmetic - used, "%s%s", c->terms > 1 ? " + " : "", term);
}

float times(Case *c, float a, float b) {
  char term[64];
  if (c->writing) {
    snprintf(term, sizeof term, "%.6g*%.6g", (double)a, (double)b);
    write_term(c, term);
  }
  return a * b;
}

float plus(Case *c, float a) {
  char term[32];
  if (c->writing) {
    snprintf(term, sizeof term, "%.6g", (double)a);
    write_term(c, term);
  }
  return a;
}

void note(Case *c, const char *format, ...) {
  if (!c->writing) return;
  va_list words;
  va_start(words, format);
  vsnprintf(c->arithmetic, sizeof c->arithmetic, format, words);
  va_end(words);
}
