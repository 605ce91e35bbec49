/* The failing case in words and small pictures. */
#include <dlfcn.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

enum { COLUMN = 40, LINES = 6 };

/* the array as lines of a column, in brackets when they are the reader's; 0 when it has no small picture */
static int picture(const Array *a, bool yours, char lines[LINES][COLUMN]) {
  int shape[5] = {0}, rank = 0; /* sizes of 1 are no rows and columns */
  for (int d = 0; d < 5; d++)
    if (a->sizes.size[d] > 1) shape[rank++] = a->sizes.size[d];
  if (rank > 2) return 0;
  int rows = rank == 2 ? shape[0] : 1, columns = a->count / (rows > 0 ? rows : 1);
  if (rows >= LINES || columns > 8) return 0;
  for (int r = 0; r < rows; r++) {
    size_t used = (size_t)snprintf(lines[r], COLUMN, "%s", yours ? "[" : "");
    for (int c = 0; c < columns && used < COLUMN - 4; c++)
      used += (size_t)snprintf(lines[r] + used, COLUMN - used, "%s%s", c ? " " : "", number_text(a, r * columns + c));
    if (used >= COLUMN - 2) return 0;
    if (yours) strcat(lines[r], "]");
  }
  return rows;
}

/* inputs, expected and yours side by side; nothing when they are too large for that */
static void report_pictures(FILE *file, const Run *run) {
  static char lines[2 * MOST_ARRAYS + 2][LINES][COLUMN];
  const char *names[2 * MOST_ARRAYS + 2];
  int rows[2 * MOST_ARRAYS + 2], wide[2 * MOST_ARRAYS + 2], count = 0, most = 0, all = 3;
  const Case *c = &run->mine;
  for (int i = 0; i < c->ins; i++) {
    if (!c->in[i].name[0]) continue;
    names[count] = c->in[i].name;
    rows[count] = picture(&c->in[i], false, lines[count]);
    count++;
  }
  for (int o = 0; o < c->outs; o++) {
    if (!c->out[o].start) continue;
    Array before = c->out[o];
    before.data = (void *)(size_t)before.start;
    names[count] = before.name;
    rows[count] = picture(&before, false, lines[count]);
    count++;
  }
  names[count] = say("expected", 0, 0, 0);
  rows[count] = picture(&run->right.out[run->which], false, lines[count]);
  count++;
  names[count] = say("yours", 0, 0, 0);
  rows[count] = picture(&c->out[run->which], true, lines[count]);
  count++;
  for (int i = 0; i < count; i++) {
    wide[i] = width(names[i]);
    for (int r = 0; r < rows[i]; r++)
      if (width(lines[i][r]) > wide[i]) wide[i] = width(lines[i][r]);
    all += wide[i] + 3;
    if (rows[i] == 0) return;
    if (rows[i] > most) most = rows[i];
  }
  if (all > 79) return;
  for (int r = -1; r < most; r++) {
    fprintf(file, "   ");
    for (int i = 0; i < count; i++)
      pad(file, r < 0 ? names[i] : r < rows[i] ? lines[i][r] : "", i + 1 < count ? wide[i] + 3 : 0);
    fputc('\n', file);
  }
}

static size_t list_sizes(char *text, size_t size, const char *names, const Case *c, bool whole) {
  char copy[300];
  size_t used = 0;
  int i = 0;
  snprintf(copy, sizeof copy, "%s", names ? names : "");
  char *rest = copy;
  text[0] = '\0';
  for (char *name; (name = strsep(&rest, " "));) {
    if (!*name) continue;
    used += (size_t)snprintf(text + used, size - used, "%s%s ", used ? ", " : "", name);
    if (whole)
      used += (size_t)snprintf(text + used, size - used, "%d", c->size[i]);
    else
      used += (size_t)snprintf(text + used, size - used, "%.7g", (double)c->number[i]);
    i++;
  }
  return used;
}

void report_sizes(FILE *file, const Check *check, const Case *c) {
  char text[400];
  size_t used = list_sizes(text, sizeof text, check->names, c, true);
  if (check->number_names) {
    if (used > 0) used += (size_t)snprintf(text + used, sizeof text - used, ", ");
    list_sizes(text + used, sizeof text - used, check->number_names, c, false);
  }
  if (text[0]) fprintf(file, "   %s\n", say("sizes", text, 0, 0));
}

/* the arithmetic of one element, by the definition or by a mistake */
static void arithmetic(const Trial *trial, const Run *run, int mistake, char *text, size_t size) {
  Case copy;
  case_copy(&copy, &run->mine);
  const Array *a = &copy.out[run->which];
  copy.wanted = (const char *)a->data + (size_t)run->place * number_size(a);
  copy.arithmetic[0] = '\0';
  if (trial->check->answer(&copy, mistake))
    snprintf(text, size, "%s", copy.arithmetic);
  else
    text[0] = '\0';
  case_free(&copy, false);
}

void with_value(char *text, size_t size, const char *sum, const char *value) {
  size_t length = strlen(sum);
  if (length == 0 || strcmp(sum, value) == 0)
    snprintf(text, size, "%s", value);
  else
    snprintf(text, size, "%s%s%s", sum, sum[length - 1] == ' ' ? "" : " = ", value);
}

void report(const Trial *trial, const Run *run, int mistake) {
  FILE *file = fmemopen(trial->found->report, sizeof trial->found->report, "w");
  if (!file) return;
  const Array *mine = &run->mine.out[run->which], *right = &run->right.out[run->which];
  if (run->mine.note[0]) fprintf(file, "   %s\n", run->mine.note);
  report_sizes(file, trial->check, &run->mine);
  report_pictures(file, run);
  char sum[300], expected[400], yours[400], more[2][40];
  const char *number = number_text(right, run->place), *got = number_text(mine, run->place);
  if (strcmp(number, got) == 0) { /* only the last digits differ */
    snprintf(more[0], sizeof more[0], mine->kind == DOUBLES ? "%.17g" : "%.9g", number_at(right, run->place));
    snprintf(more[1], sizeof more[1], mine->kind == DOUBLES ? "%.17g" : "%.9g", number_at(mine, run->place));
    number = more[0];
    got = more[1];
  }
  arithmetic(trial, run, 0, sum, sizeof sum);
  with_value(expected, sizeof expected, sum, number);
  bool wide = width(sum) > 36; /* a long sum stands on a line of its own */
  sum[0] = '\0';
  if (mistake) arithmetic(trial, run, mistake, sum, sizeof sum);
  with_value(yours, sizeof yours, sum, got);
  const char *name = strcmp(mine->name, "result") == 0 ? say("result", 0, 0, 0) : place_name(mine, run->place);
  fprintf(file, "   %s: %s.%s%s: %s.\n", name, expected, wide ? "\n   " : "  ", say("Yours", 0, 0, 0), yours);
  fclose(file);
  trial->found->proof[0] = '\0';
  if (trial->check->loss) report_slopes(trial, run);
}

/* ---- part B: slopes beside the backward function's numbers ---- */
static struct {
  Case *c;
  const Check *check;
  void *forward;
} nudged; /* slope() takes a function of the weights alone */

static float nudged_loss(const float w[]) {
  (void)w; /* slope() has moved a number of the case itself */
  return (float)nudged.check->loss(nudged.c, nudged.forward);
}

/* a function that the reader has solved, or null */
static void *solved(const char *name) {
  char path[400];
  snprintf(path, sizeof path, "%s/exercises/%s.state", build_folder(), name);
  char *state = read_text(path);
  bool right = state && strncmp(state, "solved", 6) == 0;
  snprintf(path, sizeof path, "%s/exercises/%s.so", build_folder(), name);
  void *object = right && access(path, R_OK) == 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
  return object ? dlsym(object, strchr(name, '_') + 1) : NULL;
}

static float library_slope(float (*loss)(const float w[]), float w[], int i, float h) {
  float before = w[i];
  w[i] = before + h;
  float up = loss(w);
  w[i] = before - h;
  float down = loss(w);
  w[i] = before;
  return (up - down) / (2 * h);
}

void report_slopes(const Trial *trial, const Run *run) {
  const Check *check = trial->check;
  char forward_name[80] = "";
  Case c = run->mine;
  if (check->forward) {
    const Exercise *e = &exercises[check->forward - 1];
    snprintf(forward_name, sizeof forward_name, "%02d_%s", e->number, e->name);
  }
  void *forward = check->forward ? solved(forward_name) : NULL;
  __typeof__(slope) *measure = solved("16_slope");
  nudged.c = &c;
  nudged.check = check;
  nudged.forward = forward;
  FILE *file = fmemopen(trial->found->proof, sizeof trial->found->proof, "w");
  if (!file) return;
  fprintf(file, "   %s\n", say("slopes", say(measure ? "slope_yours" : "slope_library", 0, 0, 0), 0, 0));
  if (check->forward) fprintf(file, "   %s\n", say(forward ? "forward_yours" : "forward_library", forward_name, 0, 0));
  int lines = 0;
  for (int o = 0; o < c.outs; o++) {
    int i = check->slope_of[o];
    if (i < 0) continue;
    int from = run->wrong && o == run->which && run->place > 2 ? run->place - 2 : 0;
    for (int k = 0; k < c.out[o].count && k < 4 && lines < 9; k++, lines++) {
      int place = from + k;
      if (place >= c.out[o].count) break;
      float step = 0.03125f;
      int at = check->slope_at ? check->slope_at[o] : place;
      float *w = (float *)c.in[i].data + at;
      float measured = (measure ? measure : library_slope)(nudged_loss, w, 0, step);
      char number[32];
      snprintf(number, sizeof number, "%.4g", (double)measured);
      float before = *w, middle = nudged_loss(w), above, below; /* at a corner the slopes before and behind differ */
      *w = before + step;
      above = nudged_loss(w);
      *w = before - step;
      below = nudged_loss(w);
      *w = before;
      if (check->kinks && fabsf(above + below - 2 * middle) > 0.02f * step)
        snprintf(number, sizeof number, "%s", say("corner", 0, 0, 0));
      fprintf(file, "     ");
      pad(file, place_name(&c.out[o], place), 18);
      fprintf(file, "%s ", say("slope", 0, 0, 0));
      pad(file, number, 12);
      fprintf(file, "%s %.4g\n", say("yours", 0, 0, 0), number_at(&run->mine.out[o], place));
    }
  }
  fclose(file);
}
