/* What a check asks: cases with their inputs and outputs, the definition's answers and the mistakes' ones. */
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine.h"

/* ---- arrays ---- */
size_t number_size(const Array *a) { return a->kind == DOUBLES ? sizeof(double) : sizeof(float); }
size_t array_size(const Array *a) { return (size_t)a->count * number_size(a); }

double number_at(const Array *a, int i) {
  if (a->kind == INTS) return ((const int *)a->data)[i];
  if (a->kind == DOUBLES) return ((const double *)a->data)[i];
  return (double)((const float *)a->data)[i];
}

void put(Array *a, int i, double value) {
  if (a->kind == INTS)
    ((int *)a->data)[i] = (int)value;
  else if (a->kind == DOUBLES)
    ((double *)a->data)[i] = value;
  else
    ((float *)a->data)[i] = (float)value;
}

static Array *add(Array list[], int *count, const char *name, Sizes sizes, Kind kind) {
  if (*count == MOST_ARRAYS) BUG("more than %d arrays", MOST_ARRAYS);
  Array *a = &list[(*count)++];
  *a = (Array){.name = name, .sizes = sizes, .count = sizes.size[0], .kind = kind};
  for (int d = 1; d < 5 && sizes.size[d] > 0; d++) a->count *= sizes.size[d];
  if (a->count < 0 || a->count > 1 << 20) BUG("%s: %d numbers", name, a->count);
  a->data = malloc(array_size(a)); /* exactly: the address sanitizer watches the end */
  if (!a->data) BUG("no memory");
  memset(a->data, 0, array_size(a));
  return a;
}

float *input(Case *c, const char *name, Sizes sizes) { return add(c->in, &c->ins, name, sizes, FLOATS)->data; }
int *int_input(Case *c, const char *name, Sizes sizes) { return add(c->in, &c->ins, name, sizes, INTS)->data; }
float *output(Case *c, const char *name, Sizes sizes) { return add(c->out, &c->outs, name, sizes, FLOATS)->data; }
int *int_output(Case *c, const char *name, Sizes sizes) { return add(c->out, &c->outs, name, sizes, INTS)->data; }
double *double_output(Case *c, const char *name, Sizes sizes) {
  return add(c->out, &c->outs, name, sizes, DOUBLES)->data;
}
void changed(Case *c, const char *name, Sizes sizes, int start) {
  add(c->out, &c->outs, name, sizes, FLOATS)->start = c->in[start].data;
}

void exactly(Case *c, int o) { c->out[o].exact = true; }

void *in(const Case *c, int i) { return c->in[i].data; }
void *out(const Case *c, int i) { return c->out[i].data; }

void case_note(Case *c, const char *format, ...) {
  va_list words;
  va_start(words, format);
  vsnprintf(c->note, sizeof c->note, format, words);
  va_end(words);
}

/* ---- a case ---- */
static void numbers(Array *a, const char *text) {
  for (int i = 0; i < a->count; i++) {
    char *end;
    put(a, i, strtod(text, &end));
    if (end == text) BUG("%s: %d numbers given, %d expected", a->name, i, a->count);
    text = end;
  }
}

void case_reset(Case *c) {
  for (int o = 0; o < c->outs; o++) {
    Array *a = &c->out[o];
    if (a->start)
      memcpy(a->data, a->start, array_size(a));
    else
      for (int i = 0; i < a->count; i++) put(a, i, UNTOUCHED);
  }
}

void case_make(Case *c, const Exercise *exercise, int number) {
  const Check *check = exercise->check;
  if (number == EVEN_CASE && check->even.size[0] == 0) number = 0;
  Draw draw;
  draw_begin(&draw, exercise, number);
  if (number >= check->hands) {
    case_draw(c, check, &draw);
    return;
  }
  const Hand *hand = number == EVEN_CASE ? &check->even : &check->hand[number];
  *c = (Case){0};
  memcpy(c->size, hand->size, sizeof c->size);
  memcpy(c->number, hand->number, sizeof c->number);
  check->room(c);
  if (!hand->in[0] && c->ins > 0) case_fill(c, check, &draw);
  for (int i = 0; i < c->ins; i++) {
    if (hand->in[i])
      numbers(&c->in[i], hand->in[i]);
    else if (hand->in[0] && !c->in[i].name[0] && c->in[i].kind == FLOATS)
      strange(c, i, &draw);
  }
  if (check->derive) check->derive(c);
  case_reset(c);
}

void case_copy(Case *copy, const Case *c) {
  *copy = *c;
  copy->outs = 0;
  for (int o = 0; o < c->outs; o++) {
    const Array *a = &c->out[o];
    Array *b = add(copy->out, &copy->outs, a->name, a->sizes, a->kind);
    b->start = a->start;
    b->exact = a->exact;
    b->slack = calloc((size_t)a->count + 1, sizeof(double));
    if (!b->slack) BUG("no memory");
  }
  case_reset(copy);
}

void case_free(Case *c, bool all) {
  for (int o = 0; o < c->outs; o++) {
    free(c->out[o].data);
    free(c->out[o].slack);
  }
  for (int i = 0; i < c->ins && all; i++) free(c->in[i].data);
}

bool case_answer(Case *c, const Check *check, int mistake) {
  c->element = NULL;
  if (!check->answer(c, mistake)) return false;
  begin(c, NULL);
  return true;
}

int mistake_count(const Check *check) {
  int count = 0;
  while (check->mistakes[count]) count++;
  if (count >= MOST_MISTAKES) BUG("more than %d mistakes", MOST_MISTAKES - 1);
  return count;
}

int case_count(const Check *check) { return check->hands + (check->random_cases ? check->random_cases : RANDOM_CASES); }

/* ---- comparing ---- */
/* `right` knows how far off a number may be: as its terms say, or by a relative tolerance */
bool number_equal(const Array *mine, const Array *right, int i, const Check *check) {
  double a = number_at(mine, i), b = number_at(right, i);
  if (mine->kind == INTS) return a == b;
  if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
  if (isinf(a) || isinf(b) || check->exact || mine->exact) return a == b;
  double relative = check->tolerance > 0 ? check->tolerance : right->kind == DOUBLES ? 1e-9 : 1e-6;
  double off = right->slack && right->slack[i] > 0 ? right->slack[i] : relative * fabs(b);
  return fabs(a - b) <= off + 1e-37;
}

bool case_equal(const Case *c, const Case *expected, const Check *check, int *which, int *place) {
  for (*which = 0; *which < c->outs; ++*which)
    for (*place = 0; *place < c->out[*which].count; ++*place)
      if (!number_equal(&c->out[*which], &expected->out[*which], *place, check)) return false;
  return true;
}

/* ---- words for numbers ---- */
const char *place_name(const Array *array, int place) {
  static char text[80];
  size_t size = (size_t)snprintf(text, sizeof text, "%s", array->name);
  int below = array->count;
  for (int d = 0; d < 5 && array->sizes.size[d] > 0 && strcmp(array->name, "result") != 0; d++) {
    below /= array->sizes.size[d];
    size += (size_t)snprintf(text + size, sizeof text - size, "[%d]", place / below);
    place %= below;
  }
  return text;
}

const char *number_text(const Array *array, int place) {
  static char buffers[8][32];
  static int next = 0;
  next = (next + 1) % 8;
  double value = number_at(array, place);
  if (array->kind == INTS)
    snprintf(buffers[next], sizeof buffers[0], "%d", ((const int *)array->data)[place]);
  else
    snprintf(buffers[next], sizeof buffers[0], isnan(value) ? "nan" : fabs(value) < 1e7 ? "%.6g" : "%g", value);
  return buffers[next];
}

/* ---- the arithmetic of one element ---- */
/* what is known by now about the element before: how far off may it be? */
static void end_element(Case *c) {
  for (int o = 0; o < c->outs && c->element; o++) {
    Array *a = &c->out[o];
    const char *first = a->data, *at = c->element;
    if (!a->slack || at < first || at >= first + array_size(a)) continue;
    int i = (int)((size_t)(at - first) / number_size(a));
    double epsilon = a->kind == DOUBLES ? DBL_EPSILON : (double)FLT_EPSILON / 2;
    double sum = c->magnitude > 0 ? (c->terms + 4) * epsilon * c->magnitude : 0;
    a->slack[i] = c->more > 0 || sum > 0 ? sum + c->more + 2 * epsilon * fabs(number_at(a, i)) : 0;
  }
}

void begin(Case *c, const void *place) {
  end_element(c);
  c->element = place;
  c->magnitude = c->more = 0;
  c->terms = 0;
  c->writing = c->wanted == place && place;
  if (c->writing) c->arithmetic[0] = '\0';
}

static void write_term(Case *c, const char *term) {
  size_t used = strlen(c->arithmetic);
  if (c->terms > 9 || used > 64) { /* a line of the report holds no more */
    if (!strstr(c->arithmetic, " + ...") && used + 8 < sizeof c->arithmetic) strcat(c->arithmetic, " + ...");
    return;
  }
  snprintf(c->arithmetic + used, sizeof c->arithmetic - used, "%s%s", c->terms > 1 ? " + " : "", term);
}

static void count_term(Case *c, double value) {
  if (c->writing && c->term && c->terms < MOST_TERMS) c->term[c->terms] = value;
  c->terms++;
  c->magnitude += fabs(value);
}

double times(Case *c, double a, double b) {
  count_term(c, a * b);
  if (c->writing) {
    char term[64];
    snprintf(term, sizeof term, "%.6g*%.6g", a, b);
    write_term(c, term);
  }
  return a * b;
}

double plus(Case *c, double a) {
  count_term(c, a);
  if (c->writing) {
    char term[32];
    snprintf(term, sizeof term, "%.6g", a);
    write_term(c, term);
  }
  return a;
}

void within(Case *c, double more) { c->more += more; }

void divided(Case *c, double by) {
  c->magnitude /= fabs(by);
  for (int i = 0; i < c->terms && i < MOST_TERMS && c->writing && c->term; i++) c->term[i] /= by;
}

void note(Case *c, const char *format, ...) {
  if (!c->writing) return;
  va_list words;
  va_start(words, format);
  vsnprintf(c->arithmetic, sizeof c->arithmetic, format, words);
  va_end(words);
}
