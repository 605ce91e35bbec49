/* How a figure is made: see gnuplot.h. run_gnuplot.c draws it, into_place.c puts it where it belongs. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "figures/gnuplot.h"

char *text_of(const char *format, ...) {
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  if (vasprintf(&text, format, arguments) < 0) {
    text = NULL;
    fail("not enough memory for a line of text");
  }
  va_end(arguments);
  return text;
}

/* ---- the folder where it is drawn ---- */

static void clear_up(Drawing *drawing) {
  if (drawing->data) fclose(drawing->data);
  if (drawing->script) fclose(drawing->script);
  drawing->data = drawing->script = NULL;
  work_folder_end(&drawing->work);
}

static Status open_to_write(const Drawing *drawing, const char *suffix, FILE **file) {
  char *path = text_of("%s/%s.%s", drawing->work.path, drawing->figure.name, suffix);
  if (!path) return FAILED;
  *file = fopen(path, "w");
  const Status status = *file ? OK : fail("%s: cannot write: %s", path, strerror(errno));
  free(path);
  return status;
}

/* ---- beginning ---- */

static void check_name(const char *name) {
  if (!*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")])
    BUG("the figure's name '%s' should hold letters, digits, '_' and '-' only", name);
}

Status drawing_start(Drawing *drawing, Figure figure, double width, double height) {
  check_name(figure.name);
  *drawing = (Drawing){.figure = figure, .width = width, .height = height};
  if (make_folders(figure.folder) != OK) return FAILED;

  if (work_folder_begin(&drawing->work, figure.folder) != OK)
    return fail("%s with --figures DIR", error_message());
  if (open_to_write(drawing, "dat", &drawing->data) != OK || open_to_write(drawing, "gp", &drawing->script) != OK) {
    clear_up(drawing);
    return FAILED;
  }

  fprintf(drawing->script, "# caption: %s\n# 설명: %s\n", figure.caption, figure.caption_ko);
  fprintf(drawing->script,
          "# Draws %s.png and %s.svg from %s.dat. Change it and run, in this folder: gnuplot %s.gp\n\n", figure.name,
          figure.name, figure.name, figure.name);
  fprintf(drawing->script, "set terminal pngcairo noenhanced size %.0f,%.0f font 'DejaVu Sans,20' linewidth 2\n",
          2 * width, 2 * height);
  fprintf(drawing->script, "set output '%s.png'\n", figure.name);
  fprintf(drawing->script,
          "set encoding utf8\n"
          "pixels = \"\"; small = \"font 'DejaVu Sans,16'\"\n");
  return OK;
}

/* ---- the script's common parts ---- */

void script_canvas(Drawing *drawing) {
  fprintf(drawing->script,
          "unset key; unset border; unset tics; unset colorbox\n"
          "set margins 0, 0, 0, 0\n");
}

void script_axes(Drawing *drawing, double left, double top, double right, double bottom) {
  fprintf(drawing->script,
          "set lmargin at screen %.6f; set rmargin at screen %.6f\n"
          "set tmargin at screen %.6f; set bmargin at screen %.6f\n"
          "set tics out nomirror scale 0.9\nset format '%%g'\nset minussign\n"
          "set border 15 linewidth 0.8\n",
          left / drawing->width, right / drawing->width, 1 - top / drawing->height, 1 - bottom / drawing->height);
}

void script_gray_r(Drawing *drawing) {
  fprintf(drawing->script, "set palette maxcolors 256 defined (0 'white', 1 'black')\n");
}

void script_own_ranges(Drawing *drawing, int maps) {
  fprintf(drawing->script,
          "\n# each map on its own range: 0 is its smallest value, 1 its largest\n"
          "array low[%d]; array high[%d]\n"
          "do for [f=0:%d] {\n"
          "  stats '%s.dat' index f matrix using 3 nooutput\n"
          "  low[f + 1] = STATS_min; high[f + 1] = STATS_max\n"
          "}\n"
          "shade(v, f) = high[f + 1] > low[f + 1] ? (v - low[f + 1]) / (high[f + 1] - low[f + 1]) : 0\n"
          "set cbrange [0:1]\n",
          maps, maps, maps - 1, drawing->figure.name);
}

void script_two_signs(Drawing *drawing) {
  fprintf(drawing->script,
          "# -1 is blue, 0 white, 1 red; for `with rgbimage`\n"
          "red(t) = t < 0 ? 255 + 222 * t : 255 - 77 * t\n"
          "green(t) = t < 0 ? 255 + 153 * t : 255 - 231 * t\n"
          "blue(t) = t < 0 ? 255 + 83 * t : 255 - 212 * t\n");
}

int gray_r_colour(double value) {
  const int level = (int)lround(255 * (1 - fmin(1, fmax(0, value))));
  return level << 16 | level << 8 | level;
}

int two_signs_colour(double value) {
  const double t = fmin(1, fmax(-1, value));
  const int red = (int)lround(t < 0 ? 255 + 222 * t : 255 - 77 * t);
  const int green = (int)lround(t < 0 ? 255 + 153 * t : 255 - 231 * t);
  const int blue = (int)lround(t < 0 ? 255 + 83 * t : 255 - 212 * t);
  return red << 16 | green << 8 | blue;
}

int ink_on(int colour) {
  const int brightness = (299 * (colour >> 16) + 587 * (colour >> 8 & 255) + 114 * (colour & 255)) / 1000;
  return brightness < 128 ? 0xffffff : 0;
}

/* ---- the numbers ---- */

void data_block(Drawing *drawing, int H, int W, int step, const float *map, const char *format, ...) {
  fprintf(drawing->data, "# ");
  va_list arguments;
  va_start(arguments, format);
  vfprintf(drawing->data, format, arguments);
  va_end(arguments);
  fputc('\n', drawing->data);

  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++)
      fprintf(drawing->data, "%.9g%c", (double)map[((ptrdiff_t)r * W + c) * step], c + 1 < W ? ' ' : '\n');
  data_block_end(drawing);
}

void data_frame(Drawing *drawing, double left, double top, double width, double height) {
  fprintf(drawing->data, "%g %g\n%g %g\n%g %g\n%g %g\n%g %g\n\n", left, top, left + width, top, left + width,
          top + height, left, top + height, left, top);
}

float largest_size(int n, const float *x) {
  float most = 0;
  for (int i = 0; i < n; i++) most = fmaxf(most, fabsf(x[i]));
  return most > 0 ? most : 1;
}

void data_block_end(Drawing *drawing) { fputs("\n\n", drawing->data); }

void data_cell(Drawing *drawing, Cell cell, const char *format, ...) {
  char text[100];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fprintf(drawing->data, "%g %g %g %g %d ", cell.left, cell.top, cell.left + cell.width, cell.top + cell.height,
          cell.colour);
  data_text(drawing, text);
  fprintf(drawing->data, " %d\n", ink_on(cell.colour));
}

void data_word(Drawing *drawing, double x, double y, const char *format, ...) {
  char text[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fprintf(drawing->data, "%g %g ", x, y);
  data_text(drawing, text);
  fputc('\n', drawing->data);
}

void data_text(Drawing *drawing, const char *text) {
  fputc('"', drawing->data);
  for (const char *c = text; *c; c++) fputc(*c == '"' || *c == '\\' || (*c > 0 && *c < ' ') ? '_' : *c, drawing->data);
  fputc('"', drawing->data);
}

/* ---- the end ---- */

/* a written file is whole only when closing it succeeds too: the disk may be full */
static Status close_written(const Drawing *drawing, FILE **file, const char *suffix) {
  const bool broken = ferror(*file) != 0; /* earlier: writing what it left behind tells why */
  int why = fflush(*file) != 0 ? errno : EIO;
  const bool unclosed = fclose(*file) != 0;
  if (unclosed && !broken) why = errno;
  *file = NULL;
  if (!broken && !unclosed) return OK;
  return fail("%s/%s.%s: could not be written: %s; what was there before is unchanged", drawing->figure.folder,
              drawing->figure.name, suffix, strerror(why));
}

Status drawing_finish(Drawing *drawing) {
  fprintf(drawing->script, "plot @picture\n\n");
  fprintf(drawing->script, "set terminal svg noenhanced size %.0f,%.0f font 'DejaVu Sans,13' background 'white'\n",
          drawing->width, drawing->height);
  fprintf(drawing->script, "set output '%s.svg'\n", drawing->figure.name);
  fprintf(drawing->script, "pixels = \"pixels\"; small = \"font 'DejaVu Sans,10.4'\"\nplot @picture\nset output\n");

  Status status = close_written(drawing, &drawing->data, "dat");
  if (status == OK) status = close_written(drawing, &drawing->script, "gp");
  if (status == OK) status = script_for_old_gnuplot(drawing);
  if (status == OK) status = run_gnuplot(drawing);
  if (status == OK) status = put_into_place(drawing);
  clear_up(drawing);
  return status;
}
