/*
 * gnuplot 5.4.0 and 5.4.1 (Debian 11) read a file of several matrices wrongly when words stand in it too,
 * draw shreds, and say that all went well; 5.4.2 mended it. Asking for the version before each
 * program's first figure, a script for them lets awk pick the matrix out:
 *
 *     '06_image.dat' index f matrix    becomes    only(f) matrix
 */
#include <stdlib.h>
#include <string.h>

#include "figures/gnuplot.h"

/* blocks are parted by two empty lines; the first is number 0 */
static const char *const only =
    "only(n) = sprintf(\"< awk '!NF {b++; next} /^#/ {next} {if (b > 1) i++; b = 0} i == %%d' '%s.dat'\", n)\n";

static bool gnuplot_is_old(void) {
  static int old = -1;
  if (old >= 0) return old;
  old = 0;
  int minor = 0, patch = 0;
  FILE *said = popen("gnuplot --version 2>/dev/null", "re");
  if (said && fscanf(said, "gnuplot 5.%d patchlevel %d", &minor, &patch) == 2) old = minor == 4 && patch < 2;
  if (said) pclose(said);
  if (old)
    fprintf(stderr, "This is gnuplot 5.%d.%d, which draws some figures wrongly by itself: here it lets awk help.\n", minor,
            patch);
  return old;
}

/* where the name of a data file begins that ends before `index`: 'NAME.dat', '' or @data */
static const char *name_before(const char *text, const char *index) {
  const char *at = index;
  if (at > text && at[-1] == '\'') {
    at--;
    while (at > text && at[-1] != '\'') at--;
  }
  while (at > text && at[-1] != ' ' && at[-1] != '"') at--;
  return at;
}

static void rewrite(const char *text, const char *name, FILE *file) {
  const char *body = strstr(text, "set encoding"), *next;
  fprintf(file, "%.*s", (int)(body - text), text);
  fprintf(file, only, name);
  for (const char *at = body; *at; at = next) {
    const char *index = strstr(at, " index "), *line = index ? index + strcspn(index, "\n,") : NULL;
    const char *matrix = index ? strstr(index, " matrix ") : NULL;
    if (!index) {
      fputs(at, file);
      break;
    }
    if (!matrix || matrix > line) { /* words or lines: read as ever */
      next = index + strlen(" index ");
      fprintf(file, "%.*s", (int)(next - at), at);
      continue;
    }
    const char *begin = name_before(at, index), *number = index + strlen(" index ");
    fprintf(file, "%.*sonly(%.*s)", (int)(begin - at), at, (int)(matrix - number), number);
    next = matrix;
  }
}

Status script_for_old_gnuplot(const Drawing *drawing) {
  if (!gnuplot_is_old()) return OK;
  char *path = text_of("%s/%s.gp", drawing->work.path, drawing->figure.name), *text = NULL;
  size_t room = 0;
  FILE *file = path ? fopen(path, "r") : NULL;
  bool good = file && getdelim(&text, &room, '\0', file) > 0;
  if (file) fclose(file);
  file = good ? fopen(path, "w") : NULL;
  if (file) rewrite(text, drawing->figure.name, file);
  good = file && !ferror(file);
  good = file && fclose(file) == 0 && good;
  free(path);
  free(text);
  return good ? OK : fail("%s/%s.gp: could not be written", drawing->figure.folder, drawing->figure.name);
}
