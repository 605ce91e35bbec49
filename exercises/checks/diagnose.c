/*
 * Which hint? First a named mistake that gives the reader's numbers in all cases; then what a sum's terms, or the
 * numbers' places, say about them; then a named mistake that fits most; then where, or from which size on, it is wrong.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine.h"

enum { SAMPLE = 40, ELEMENTS = 6 }; /* wrong cases that are looked at, as many right ones, and numbers of each */

typedef struct Sample {
  Run run[2 * SAMPLE];
  int number[2 * SAMPLE]; /* of the case */
  int runs, wrongs;       /* all, and how many of them are wrong */
} Sample;

static void set_hint(const Trial *trial, const char *hint, const char *a, const char *b, const char *c) {
  const char *words[3] = {a, b, c};
  snprintf(trial->found->hint, sizeof trial->found->hint, "%s", hint);
  for (int i = 0; i < 3; i++)
    snprintf(trial->found->word[i], sizeof trial->found->word[i], "%s", words[i] ? words[i] : "");
}

/* ---- named mistakes ---- */
/* 1: it gives the reader's numbers, 0: others, -1: it says nothing; *differs: and they are wrong ones */
static int agrees(const Trial *trial, const Run *run, int mistake, bool *differs) {
  Case mistaken;
  int which, place, result = -1;
  *differs = false;
  case_copy(&mistaken, &run->mine);
  if (case_answer(&mistaken, trial->check, mistake)) {
    result = case_equal(&run->mine, &mistaken, trial->check, &which, &place);
    *differs = !case_equal(&mistaken, &run->right, trial->check, &which, &place);
  }
  case_free(&mistaken, false);
  return result;
}

bool mistake_fits(const Trial *trial, const Run *run, int mistake) {
  bool differs;
  return agrees(trial, run, mistake, &differs) == 1 && differs;
}

int only_mistake(const Trial *trial, const Run *run) {
  int found = 0;
  for (int m = 1; m <= mistake_count(trial->check); m++) {
    if (!mistake_fits(trial, run, m)) continue;
    if (found) return 0;
    found = m;
  }
  return found;
}

/* the mistake that gives all these numbers; else, with `most`, the one that alone fits such a part of the wrong cases */
static int named_mistake(const Trial *trial, const Sample *s, double most) {
  int best = 0, best_hits = 0;
  for (int m = 1; m <= mistake_count(trial->check); m++) {
    int hits = 0;
    bool all = true;
    for (int i = 0; i < s->runs && (all || most > 0); i++) {
      bool differs;
      int agree = agrees(trial, &s->run[i], m, &differs);
      if (agree == 0) all = false;
      if (agree == 1 && differs && (most == 0 || only_mistake(trial, &s->run[i]) == m)) hits++;
    }
    bool enough = most > 0 ? hits > 1 && hits >= most * s->wrongs : all && hits >= (s->wrongs > 1 ? 2 : 1);
    if (enough && hits > best_hits) {
      best = m;
      best_hits = hits;
    }
  }
  return best;
}

/* ---- one wrong number beside the terms of the right sum ---- */
typedef struct Element {
  double mine, right, before; /* before: the reader's number at the place before, or nan */
  const double *term;
  int terms;
  double close; /* two numbers are the same when they are no further apart */
  const Array *array;
} Element;

static bool same(const Element *e, double value) {
  return fabs(e->mine - value) <= e->close && fabs(value - e->right) > 2 * e->close;
}
static double sum_of(const Element *e, int from, int to) {
  double sum = 0;
  for (int i = from; i < to; i++) sum += e->term[i];
  return sum;
}
static bool only_last(const Element *e) { return e->terms > 1 && same(e, e->term[e->terms - 1]); }
static bool only_first(const Element *e) { return e->terms > 1 && same(e, e->term[0]); }
static bool last_missing(const Element *e) { return e->terms > 2 && same(e, e->right - e->term[e->terms - 1]); }
static bool first_missing(const Element *e) { return e->terms > 2 && same(e, e->right - e->term[0]); }
static bool one_missing(const Element *e) {
  for (int i = 0; i < e->terms && e->terms > 2; i++)
    if (same(e, e->right - e->term[i])) return true;
  return false;
}
static bool one_twice(const Element *e) {
  for (int i = 0; i < e->terms && e->terms > 1; i++)
    if (same(e, e->right + e->term[i])) return true;
  return false;
}
static bool whole_sum(const Element *e) {
  double sum = 0;
  if (fabs(e->right) > 1e6) return false;
  for (int i = 0; i < e->terms; i++) sum = trunc((double)((float)sum + (float)e->term[i]));
  return e->terms > 0 && same(e, sum);
}
static bool whole_terms(const Element *e) {
  double sum = 0;
  for (int i = 0; i < e->terms; i++) sum += trunc(e->term[i]);
  return e->terms > 0 && same(e, sum);
}
static bool cut_result(const Element *e) { return same(e, trunc(e->right)) || same(e, round(e->right)); }
static bool negative(const Element *e) { return same(e, -e->right); }
static bool absolute_sum(const Element *e) {
  double sum = 0;
  for (int i = 0; i < e->terms; i++) sum += fabs(e->term[i]);
  return same(e, sum) || same(e, fabs(e->right));
}
static bool averaged(const Element *e) { return e->terms > 1 && same(e, e->right / e->terms); }
static bool carried(const Element *e) { return !isnan(e->before) && e->before != 0 && same(e, e->right + e->before); }
static bool one_more(const Element *e) { return e->array->kind == INTS && e->mine == e->right + 1; }
static bool one_less(const Element *e) { return e->array->kind == INTS && e->mine == e->right - 1; }
static bool not_written(const Element *e) { return !e->array->start && e->mine == UNTOUCHED; }
/* what was added lost digits beside the 1000 */
static bool not_set(const Element *e) {
  double off = 1e-2 + 1e-4 * fabs(e->right) + e->close + 1e-4 * e->terms;
  return !e->array->start && fabs(e->mine - e->right - UNTOUCHED) < off;
}
static bool not_a_number(const Element *e) { return isnan(e->mine) || (isinf(e->mine) && !isinf(e->right)); }
static bool is_zero(const Element *e) { return e->mine == 0 && e->right != 0; }

static const struct Pattern {
  const char *hint;
  bool (*fits)(const Element *e);
} patterns[] = {{"not_written", not_written},
                {"not_set", not_set},
                {"nan", not_a_number},
                {"whole_sum", whole_sum},
                {"whole_terms", whole_terms},
                {"whole", cut_result},
                {"only_last", only_last},
                {"only_first", only_first},
                {"negative", negative},
                {"last_missing", last_missing},
                {"first_missing", first_missing},
                {"carried", carried},
                {"averaged", averaged},
                {"absolute_sum", absolute_sum},
                {"one_twice", one_twice},
                {"one_missing", one_missing},
                {"one_more", one_more},
                {"one_less", one_less},
                {"left_zero", is_zero}};
enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

/* terms of one element, by the definition */
static int terms_of(const Trial *trial, const Case *c, int which, int place, double term[MOST_TERMS]) {
  Case copy;
  case_copy(&copy, c);
  copy.wanted = (const char *)copy.out[which].data + (size_t)place * number_size(&copy.out[which]);
  copy.term = term;
  for (int i = 0; i < MOST_TERMS; i++) term[i] = NAN;
  trial->check->answer(&copy, 0);
  int count = 0;
  while (count < MOST_TERMS && !isnan(term[count])) count++;
  case_free(&copy, false);
  return count;
}

/* a pattern that fits each wrong number looked at; null: none */
static const char *pattern_of(const Trial *trial, const Run run[], int runs) {
  static double term[MOST_TERMS];
  bool alive[PATTERNS];
  int looked = 0;
  double least = INFINITY, most = -INFINITY;
  for (int p = 0; p < PATTERNS; p++) alive[p] = true;
  for (int n = 0; n < runs; n++) {
    if (!run[n].wrong) continue;
    int seen = 0;
    for (int o = 0; o < run[n].mine.outs; o++) {
      const Array *mine = &run[n].mine.out[o], *right = &run[n].right.out[o];
      for (int i = 0; i < mine->count && seen < ELEMENTS; i++) {
        if (number_equal(mine, right, i, trial->check)) continue;
        Element e = {.mine = number_at(mine, i), .right = number_at(right, i), .term = term, .array = mine};
        e.before = i > 0 ? number_at(mine, i - 1) : NAN;
        e.terms = terms_of(trial, &run[n].mine, o, i, term);
        double size = fabs(e.right);
        if (e.terms > 0 && fabs(sum_of(&e, 0, e.terms) - e.right) > 1e-4 * (1 + size)) e.terms = 0; /* not a mere sum */
        for (int t = 0; t < e.terms; t++) size += fabs(e.term[t]);
        e.close = 2e-6 * size + 1e-30;
        for (int p = 0; p < PATTERNS; p++) alive[p] = alive[p] && patterns[p].fits(&e);
        double ratio = fabs(e.right) > 1e-20 ? e.mine / e.right : NAN;
        least = isnan(ratio) ? -INFINITY : fmin(least, ratio);
        most = isnan(ratio) ? INFINITY : fmax(most, ratio);
        seen++;
        looked++;
      }
    }
  }
  for (int p = 0; p < PATTERNS && looked > 0; p++)
    if (alive[p] && (looked > 1 || p < 6)) return patterns[p].hint;
  if (looked > 2 && most - least < 1e-4 * fabs(most) && fabs(most) > 1e-6) {
    char factor[32];
    snprintf(factor, sizeof factor, "%.4g", (most + least) / 2);
    set_hint(trial, "factor", factor, NULL, NULL);
    return "factor";
  }
  return NULL;
}

/* ---- the whole array ---- */
static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static bool moved(const Trial *trial, const Run *run) {
  const Array *mine = &run->mine.out[run->which], *right = &run->right.out[run->which];
  int n = mine->count;
  if (n < 2) return false;
  double *a = malloc(2 * (size_t)n * sizeof *a), *b = a + n;
  if (!a) return false;
  for (int i = 0; i < n; i++) {
    a[i] = number_at(mine, i);
    b[i] = number_at(right, i);
  }
  qsort(a, (size_t)n, sizeof *a, by_size);
  qsort(b, (size_t)n, sizeof *b, by_size);
  bool equal = true;
  for (int i = 0; i < n && equal; i++) equal = fabs(a[i] - b[i]) <= 1e-5 * (fabs(b[i]) + 1e-30);
  free(a);
  return equal && !trial->check->zeros_hint;
}

static bool shifted(const Run *run, int by) {
  const Array *mine = &run->mine.out[run->which], *right = &run->right.out[run->which];
  int compared = 0;
  for (int i = 0; i < mine->count; i++) {
    if (i + by < 0 || i + by >= mine->count) continue;
    if (fabs(number_at(mine, i) - number_at(right, i + by)) > 1e-5 * (fabs(number_at(right, i + by)) + 1e-30))
      return false;
    compared++;
  }
  return compared > 1;
}

/* the reader's numbers are one of the inputs */
static int input_copied(const Run *run) {
  const Array *mine = &run->mine.out[run->which];
  for (int k = 0; k < run->mine.ins; k++) {
    const Array *input = &run->mine.in[k];
    int i = 0;
    while (i < mine->count && i < input->count && number_at(mine, i) == number_at(input, i)) i++;
    if (i == mine->count && i == input->count && i > 1 && input->name[0]) return k;
  }
  return -1;
}

/* memset(y, 0, count) clears a quarter of the bytes; the rest is still as it was, and what is added to */
static bool quarter_cleared(const Run *run) {
  for (int o = 0; o < run->mine.outs; o++) {
    const Array *mine = &run->mine.out[o], *right = &run->right.out[o];
    int cleared = mine->count / 4, more = 0;
    if (mine->kind != FLOATS || mine->start || mine->count < 2) continue;
    for (int i = 0; i < mine->count && more >= 0; i++) {
      double off = number_at(mine, i) - number_at(right, i), size = 1e-3 + 1e-5 * fabs(number_at(right, i));
      if (i < cleared ? fabs(off) > size : i > cleared && fabs(off - UNTOUCHED) > size)
        more = -1;
      else if (i > cleared)
        more++;
    }
    if (more > 0) return true;
  }
  return false;
}

/* whole numbers where fractions belong, in nearly all cases (a sum may be whole by chance) */
static bool whole_numbers(const Trial *trial, const Sample *s) {
  int cut = 0, looked = 0;
  for (int n = 0; n < s->runs; n++) {
    const Run *run = &s->run[n];
    for (int o = 0; o < run->mine.outs && run->wrong; o++) {
      const Array *mine = &run->mine.out[o], *right = &run->right.out[o];
      for (int i = 0; i < mine->count && mine->kind != INTS; i++) {
        if (number_equal(mine, right, i, trial->check)) continue;
        double a = number_at(mine, i), b = number_at(right, i);
        if (a != floor(a)) return false;
        looked++;
        cut += b != floor(b);
      }
    }
  }
  return looked > 2 && 2 * cut > looked;
}

static const char *array_pattern(const Trial *trial, const Sample *s) {
  bool all_moved = true, left = true, right = true, unchanged = true, zeros = !trial->check->zeros_hint,
       with_two = false, quarter = true;
  int copied = -2, quarters = 0;
  for (int n = 0; n < s->runs; n++) {
    const Run *run = &s->run[n];
    if (!run->wrong) continue;
    const Array *mine = &run->mine.out[run->which];
    bool still = false; /* an array that is as it was */
    for (int o = 0; o < run->mine.outs; o++) {
      const Array *a = &run->mine.out[o];
      int wrong = 0;
      for (int i = 0; i < a->count; i++) wrong += !number_equal(a, &run->right.out[o], i, trial->check);
      still = still || (wrong > 0 && a->start && memcmp(a->data, a->start, array_size(a)) == 0);
    }
    unchanged = unchanged && still;
    for (int o = 0; o < run->mine.outs && zeros; o++)
      for (int i = 0; i < run->mine.out[o].count && zeros; i++) zeros = number_at(&run->mine.out[o], i) == 0;
    if (mine->count < 2) continue;
    with_two = true;
    if (mine->count >= 8) {
      quarter = quarter && quarter_cleared(run);
      quarters++;
    }
    all_moved = all_moved && moved(trial, run);
    left = left && shifted(run, 1);
    right = right && shifted(run, -1);
    int k = input_copied(run);
    copied = copied == -2 || copied == k ? k : -1;
  }
  if (unchanged) return "unchanged";
  if (zeros) return "zeros";
  if (!with_two) return NULL;
  if (quarter && quarters > 2) return "memset_elements";
  if (left || right) return "shifted";
  if (all_moved) return "moved";
  if (copied >= 0) {
    const Run *run = &s->run[0];
    set_hint(trial, "copied", run->mine.in[copied].name, run->mine.out[run->which].name, NULL);
    return "copied";
  }
  return NULL;
}

/* ---- where ---- */
/* "y[ ][last][ ]" */
static void place_words(char text[160], const Array *a, int axis, const char *what) {
  size_t used = (size_t)snprintf(text, 160, "%s", a->name);
  for (int d = 0; d < 5 && a->sizes.size[d] > 0; d++)
    used += (size_t)snprintf(text + used, 160 - used, "[%s]", d == axis ? what : " ");
}

static int index_at(const Array *a, int place, int axis) {
  int below = 1;
  for (int d = axis + 1; d < 5 && a->sizes.size[d] > 0; d++) below *= a->sizes.size[d];
  return place / below % a->sizes.size[axis];
}

/* sets the hint; false when the wrong numbers are everywhere */
static bool where(const Trial *trial, const Sample *s) {
  int only = -1;
  bool one_array = true;
  for (int n = 0; n < s->runs && one_array; n++) {
    const Run *run = &s->run[n];
    if (!run->wrong) continue;
    for (int o = 0; o < run->mine.outs && one_array; o++)
      for (int i = 0; i < run->mine.out[o].count && one_array; i++) {
        if (number_equal(&run->mine.out[o], &run->right.out[o], i, trial->check)) continue;
        one_array = only == -1 || only == o;
        only = o;
      }
  }
  if (!one_array || only < 0) return false;
  const Run *first = &s->run[0];
  const Array *shown = &first->mine.out[only];
  for (int axis = 0; axis < 5 && shown->sizes.size[axis] > 0; axis++) {
    bool last = true, begin = true, later = true;
    int seen = 0;
    for (int n = 0; n < s->runs; n++) {
      const Array *mine = &s->run[n].mine.out[only], *right = &s->run[n].right.out[only];
      if (!s->run[n].wrong || mine->sizes.size[axis] < 2) continue;
      for (int i = 0; i < mine->count; i++) {
        if (number_equal(mine, right, i, trial->check)) continue;
        int index = index_at(mine, i, axis);
        last = last && index == mine->sizes.size[axis] - 1;
        begin = begin && index == 0;
        later = later && index > 0;
        seen++;
      }
    }
    if (seen < 3 || !(last || begin || later)) continue;
    char words[160];
    place_words(words, shown, axis, last ? say("last", 0, 0, 0) : begin ? "0" : "1 ...");
    set_hint(trial, last ? "where_last" : begin ? "where_first" : "where_later", words, NULL, NULL);
    return true;
  }
  if (first->mine.outs > 1 && strcmp(shown->name, "result") != 0) {
    set_hint(trial, "where_array", shown->name, NULL, NULL);
    return true;
  }
  return false;
}

/* ---- when ---- */
typedef struct Facts {
  int size[MOST_SIZES];
  float number[MOST_NUMBERS];
  unsigned flags[MOST_ARRAYS];
} Facts;
enum {
  NEGATIVE = 1,
  ALL_NEGATIVE = 2,
  FRACTION = 4,
  FAR = 8,
  EQUAL = 16,
  TINY = 32,
  ZERO = 64,
  LARGE = 128,
  NEAR = 256,
  FLAGS = 9
};
static const char *const flag_words[FLAGS] = {"has_negative", "all_negative", "has_fraction", "is_far", "has_equal",
                                              "is_tiny",      "has_zero",     "has_large",    "is_near"};

static unsigned flags_of(const Array *a) {
  unsigned flags = 0;
  bool all_negative = a->count > 0, tiny = a->count > 0;
  for (int i = 0; i < a->count; i++) {
    double value = number_at(a, i);
    if (value < 0)
      flags |= NEGATIVE;
    else
      all_negative = false;
    if (value != floor(value)) flags |= FRACTION;
    if (fabs(value) > 80) flags |= FAR;
    if (fabs(value) > 127) flags |= LARGE;
    if (value == 0) flags |= ZERO;
    if (fabs(value) > 1e-4) tiny = false;
    for (int k = i + 1; k < a->count && k < i + 20 && !(flags & EQUAL); k++)
      if (number_at(a, k) == value) flags |= EQUAL;
    double next = i + 1 < a->count ? number_at(a, i + 1) : value;
    if (next != value && fabs(next - value) < 1e-5 * fabs(value)) flags |= NEAR;
  }
  return flags | (all_negative ? ALL_NEGATIVE : 0) | (tiny ? TINY : 0);
}

typedef struct Search {
  int cases;
  const bool *wrong;
  const Facts *facts;
  double best;
  char words[160];
} Search;

/* how well does a fact tell right cases from wrong ones? all wrong ones must have it */
static bool tells(Search *s, bool (*holds)(const Facts *, int, int, double), int a, int b, double t) {
  int right_with = 0, right_without = 0;
  for (int n = 0; n < s->cases; n++) {
    bool has = holds(&s->facts[n], a, b, t);
    if (s->wrong[n] && !has) return false;
    if (!s->wrong[n]) {
      right_with += has;
      right_without += !has;
    }
  }
  double part = right_without < 5 ? 1 : (double)right_with / (right_with + right_without);
  if (part >= s->best) return false;
  s->best = part;
  return true;
}
static bool at_least(const Facts *f, int a, int b, double t) { return (void)b, f->size[a] >= t; }
static bool at_most(const Facts *f, int a, int b, double t) { return (void)b, f->size[a] <= t; }
static bool different(const Facts *f, int a, int b, double t) { return (void)t, f->size[a] != f->size[b]; }
static bool equal(const Facts *f, int a, int b, double t) { return (void)t, f->size[a] == f->size[b]; }
static bool larger(const Facts *f, int a, int b, double t) { return (void)t, f->size[a] > f->size[b]; }
static bool left_over(const Facts *f, int a, int b, double t) { return (void)b, f->size[a] % (int)t != 0; }
static bool not_value(const Facts *f, int a, int b, double t) { return (void)b, f->size[a] != t; }
static bool other_number(const Facts *f, int a, int b, double t) { return (void)b, (double)f->number[a] != t; }
static bool has_flag(const Facts *f, int a, int b, double t) { return (void)t, (f->flags[a] >> b & 1) != 0; }
static bool no_flag(const Facts *f, int a, int b, double t) { return (void)t, (f->flags[a] >> b & 1) == 0; }

static int words_of(const char *text, char word[][24], int most) {
  char copy[300];
  int count = 0;
  snprintf(copy, sizeof copy, "%s", text ? text : "");
  char *rest = copy;
  for (char *at; count < most && (at = strsep(&rest, " "));)
    if (*at) snprintf(word[count++], 24, "%s", at);
  return count;
}

static bool when(const Trial *trial, int cases, const bool wrong[]) {
  const Check *check = trial->check;
  Facts *facts = calloc((size_t)cases, sizeof *facts);
  char size[MOST_SIZES][24], number[MOST_NUMBERS][24], input_name[MOST_ARRAYS][32] = {""};
  if (!facts) return false;
  int sizes = words_of(check->names, size, MOST_SIZES), numbers = words_of(check->number_names, number, MOST_NUMBERS);
  for (int n = 0; n < cases; n++) {
    Case c;
    case_make(&c, trial->exercise, n);
    memcpy(facts[n].size, c.size, sizeof c.size);
    memcpy(facts[n].number, c.number, sizeof c.number);
    for (int i = 0; i < c.ins; i++) {
      facts[n].flags[i] = flags_of(&c.in[i]);
      snprintf(input_name[i], sizeof input_name[i], "%s", c.in[i].name);
    }
    case_free(&c, true);
  }
  Search s = {cases, wrong, facts, .25, ""};
  enum { WORDS = sizeof s.words };
  for (int i = 0; i < MOST_ARRAYS; i++)
    for (int flag = 0; flag < FLAGS && input_name[i][0]; flag++) {
      if (tells(&s, has_flag, i, flag, 0)) snprintf(s.words, WORDS, "%s", say(flag_words[flag], input_name[i], 0, 0));
      if (flag < 2 && tells(&s, no_flag, i, flag, 0))
        snprintf(s.words, WORDS, "%s", say(flag ? "not_all_negative" : "no_negative", input_name[i], 0, 0));
    }
  for (int i = 0; i < numbers; i++) {
    double usual = (double)check->hand[0].number[i];
    if (tells(&s, other_number, i, 0, usual))
      snprintf(s.words, WORDS, "%s",
               say("not_value", number[i],
                   with_words("{0}", number_text(&(Array){.data = &(float){(float)usual}, .count = 1}, 0), 0, 0), 0));
  }
  for (int i = 0; i < sizes; i++) {
    for (int t = 2; t <= 130; t++)
      if (tells(&s, at_least, i, 0, t)) snprintf(s.words, WORDS, "%.20s >= %d", size[i], t);
    if (tells(&s, at_least, i, 0, 1)) snprintf(s.words, WORDS, "%.20s >= 1", size[i]);
    for (int t = 0; t < 8; t++)
      if (tells(&s, at_most, i, 0, t)) snprintf(s.words, WORDS, t ? "%.20s <= %d" : "%.20s = %d", size[i], t);
    for (int t = 2; t <= 16; t *= 2)
      if (tells(&s, left_over, i, 0, t)) snprintf(s.words, WORDS, "%s", say("left_over", size[i], digits(t), 0));
    if (tells(&s, not_value, i, 0, check->hand[0].size[i]))
      snprintf(s.words, WORDS, "%s", say("not_value", size[i], digits(check->hand[0].size[i]), 0));
    for (int k = 0; k < sizes; k++) {
      if (k == i) continue;
      if (tells(&s, larger, i, k, 0)) snprintf(s.words, WORDS, "%.20s > %.20s", size[i], size[k]);
      if (k > i && tells(&s, different, i, k, 0)) snprintf(s.words, WORDS, "%s", say("different", size[i], size[k], 0));
      if (k > i && tells(&s, equal, i, k, 0)) snprintf(s.words, WORDS, "%.20s = %.20s", size[i], size[k]);
    }
  }
  if (s.words[0]) set_hint(trial, "when", s.words, NULL, NULL);
  free(facts);
  return s.words[0] != '\0';
}

/* the same inputs, and another answer: something is remembered from call to call, or was never set */
static bool keeps_state(const Trial *trial, const Sample *s) {
  for (int n = 0; n < s->runs && n < 8; n++) {
    Run again;
    Case c;
    case_make(&c, trial->exercise, s->number[n]);
    run_case(trial, &c, &again);
    bool differs = false;
    for (int o = 0; o < c.outs; o++)
      differs = differs || memcmp(again.mine.out[o].data, s->run[n].mine.out[o].data, array_size(&c.out[o])) != 0;
    run_free(&again, true);
    if (differs) return true;
  }
  return false;
}

/* ---- one case alone, and all ---- */
void diagnose_case(const Trial *trial, const Run *run) {
  int mistake = only_mistake(trial, run);
  const char *hint = mistake ? trial->check->mistakes[mistake - 1] : pattern_of(trial, run, 1);
  if (!hint || strcmp(hint, "factor") != 0) set_hint(trial, hint ? hint : "look", NULL, NULL, NULL);
  trial->found->named = mistake > 0;
  report(trial, run, mistake);
}

static bool any_wrong(const Trial *trial, const Run *run, const void *with) {
  return (void)trial, (void)with, run->wrong;
}

/* wrong by this mistake, and it alone would give these numbers */
static bool wrong_by(const Trial *trial, const Run *run, const void *with) {
  return run->wrong && only_mistake(trial, run) == *(const int *)with;
}

static bool wrong_as(const Trial *trial, const Run *run, const void *with) {
  if (!run->wrong) return false;
  const char *pattern = pattern_of(trial, run, 1);
  return pattern && strcmp(pattern, with) == 0;
}

/* the case to show: one made by hand that fails so, else a stranger's that was made small */
static void show(const Trial *trial, const Sample *s, int mistake, const char *pattern) {
  bool (*wanted)(const Trial *, const Run *, const void *) = mistake ? wrong_by : pattern ? wrong_as : any_wrong;
  const void *with = mistake ? (const void *)&mistake : pattern;
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < s->runs; i++) {
      if (!s->run[i].wrong || !wanted(trial, &s->run[i], with)) continue;
      Run small;
      if (s->number[i] < trial->check->hands)
        report(trial, &s->run[i], mistake);
      else {
        shrink(trial, s->number[i], wanted, with, &small);
        report(trial, &small, mistake);
        run_free(&small, true);
      }
      return;
    }
    wanted = any_wrong; /* no case shows it alone */
  }
}

void diagnose(const Trial *trial, int cases, const bool wrong[cases]) {
  static Sample s;
  int rights = 0;
  for (int n = 0; n < cases; n++) {
    if (wrong[n] ? s.wrongs == SAMPLE : rights == SAMPLE) continue;
    Case c;
    case_make(&c, trial->exercise, n);
    int count = 0;
    for (int o = 0; o < c.outs; o++) count += c.out[o].count;
    if (count > 3000 && s.runs > 0) {
      case_free(&c, true);
      continue;
    }
    s.number[s.runs] = n;
    run_case(trial, &c, &s.run[s.runs]);
    s.wrongs += s.run[s.runs].wrong;
    rights += !s.run[s.runs].wrong;
    s.runs++;
  }
  if (s.wrongs == 0) return; /* only now and then: what was found first stays */
  char hint[64] = "look", word[3][160] = {""};
  int mistake = named_mistake(trial, &s, 0);
  const char *pattern = mistake ? NULL : keeps_state(trial, &s) ? "keeps_state" : array_pattern(trial, &s);
  if (!mistake && !pattern) pattern = pattern_of(trial, s.run, s.runs);
  if (!mistake && !pattern && whole_numbers(trial, &s)) pattern = "whole";
  if (mistake)
    set_hint(trial, trial->check->mistakes[mistake - 1], NULL, NULL, NULL);
  else if (pattern && strcmp(pattern, "factor") != 0 && strcmp(pattern, "copied") != 0)
    set_hint(trial, pattern, NULL, NULL, NULL);
  else if (!pattern && (mistake = named_mistake(trial, &s, .5)) > 0)
    set_hint(trial, trial->check->mistakes[mistake - 1], NULL, NULL, NULL);
  else if (!pattern && !where(trial, &s) && !when(trial, cases, wrong))
    set_hint(trial, "look", NULL, NULL, NULL);
  trial->found->named = mistake > 0;
  memcpy(hint, trial->found->hint, sizeof hint);
  memcpy(word, trial->found->word, sizeof word);
  show(trial, &s, mistake, pattern);
  memcpy(trial->found->hint, hint, sizeof hint);
  memcpy(trial->found->word, word, sizeof word);
  for (int i = 0; i < s.runs; i++) run_free(&s.run[i], true);
}
