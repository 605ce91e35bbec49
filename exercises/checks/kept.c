/* A case that a milestone kept: an input of the real network on which the reader's function was wrong. */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

/*
 * The file: the sizes, the scalars, then each input's numbers, as text; each list ends with a line's end.
 * mine_compare.c writes it.
 */
bool case_kept(Case *c, const Exercise *exercise) {
  char path[400];
  snprintf(path, sizeof path, "%s/exercises/%02d_%s.case", build_folder(), exercise->number, exercise->name);
  char *text = read_text(path), *at = text;
  if (!text) return false;
  *c = (Case){0};
  for (int i = 0; i < MOST_SIZES && *at && *at != '\n'; i++) c->size[i] = (int)strtol(at, &at, 10);
  at += *at == '\n';
  for (int i = 0; i < MOST_NUMBERS && *at && *at != '\n'; i++) c->number[i] = strtof(at, &at);
  exercise->check->room(c);
  for (int i = 0; i < c->ins; i++)
    for (int m = 0; m < c->in[i].count; m++) put(&c->in[i], m, strtod(at, &at));
  free(text);
  if (exercise->check->derive) exercise->check->derive(c);
  case_reset(c);
  return true;
}
