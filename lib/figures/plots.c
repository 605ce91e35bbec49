/*
 * Figures with axes, as matplotlib draws them in the book: loss by epoch, one image,
 * the probabilities of the classes, a histogram.
 */
#include <math.h>
#include <stdlib.h>

#include "figures/figures.h"
#include "figures/gnuplot.h"
#include "kernels/statistics.h"

/* matplotlib's figure of 6.4 x 4.8 inches with its white edge cut away */
static const double plot_width = 586, plot_height = 444;
static const double plot_left = 78, plot_top = 10, plot_right = 572, plot_bottom = 380;

static void plot_axes(Drawing *drawing, const char *xlabel, const char *ylabel) {
  script_axes(drawing, plot_left, plot_top, plot_right, plot_bottom);
  fprintf(drawing->script, "set xlabel '%s' offset 0, 0.25\nset ylabel '%s' offset 0.6, 0\n", xlabel, ylabel);
}

/* ---- loss by epoch ---- */

/* a whole step between ticks that leaves at most ten of them */
static int tick_step(int most) {
  static const int nice[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  size_t n = 0;
  while (n + 1 < sizeof nice / sizeof *nice && most / nice[n] > 10) n++;
  return nice[n];
}

Status draw_loss(Figure figure, const History *history) {
  if (history->count == 0) return fail("there is no finished epoch yet, so no loss to draw");
  Drawing drawing;
  if (drawing_start(&drawing, figure, plot_width, plot_height) != OK) return FAILED;

  fprintf(drawing.data, "# epoch loss val_loss\n");
  for (int n = 0; n < history->count; n++)
    fprintf(drawing.data, "%d %.9g %.9g\n", n, history->epochs[n].loss, history->epochs[n].val_loss);

  plot_axes(&drawing, "epoch", "loss");
  fprintf(drawing.script,
          "set xtics %d\nset ytics format '%%.2f'\n"
          "set key top right Left reverse box linecolor rgb '#cccccc' samplen 2.5 spacing 1.2 height 0.4\n"
          "set datafile missing 'nan'\n"
          "set xrange [%g:%g]\nset autoscale yfix\nset offsets 0, 0, graph 0.05, graph 0.05\n\n",
          tick_step(history->count), -0.05 * fmax(1, history->count - 1),
          history->count - 1 + 0.05 * fmax(1, history->count - 1));
  /* a single epoch makes no line, so it is a point */
  const char *style = history->count > 1 ? "lines linewidth 1.5" : "points pointtype 7";
  fprintf(drawing.script,
          "picture = \"'%s.dat' using 1:2 with %s linecolor rgb '#1f77b4' title 'train'\" \\\n"
          "  . \", '' using 1:3 with %s linecolor rgb '#ff7f0e' title 'val'\"\n",
          figure.name, style, style);
  return drawing_finish(&drawing);
}

/* ---- one image ---- */

Status draw_image(Figure figure, int H, int W, const float image[H][W]) {
  /* the longer side is 370 points, as in the book */
  const double scale = 370.0 / (H > W ? H : W);
  const double left = 42, top = 12;
  Drawing drawing;
  if (drawing_start(&drawing, figure, left + scale * W + 14, top + scale * H + 34) != OK) return FAILED;
  data_block(&drawing, H, W, 1, &image[0][0], "%d rows of %d pixels", H, W);

  script_axes(&drawing, left, top, left + scale * W, top + scale * H);
  script_gray_r(&drawing);
  fprintf(drawing.script,
          "unset key; unset colorbox\n"
          "set xrange [-0.5:%g]\nset yrange [%g:-0.5]\nset xtics 5\nset ytics 5\n\n"
          "picture = \"'%s.dat' matrix with image @pixels\"\n",
          W - 0.5, H - 0.5, figure.name);
  return drawing_finish(&drawing);
}

/* ---- probabilities ---- */

Status draw_probabilities(Figure figure, int count, const float probability[count]) {
  Drawing drawing;
  if (drawing_start(&drawing, figure, plot_width, plot_height) != OK) return FAILED;

  float most = 0;
  fprintf(drawing.data, "# class, counted from 1; probability\n");
  for (int u = 0; u < count; u++) {
    fprintf(drawing.data, "%d %.9g\n", u + 1, (double)probability[u]);
    most = fmaxf(most, probability[u]);
  }

  plot_axes(&drawing, "class", "prob.");
  const double edge = 0.05 * (count - 1 + 0.8);
  fprintf(drawing.script,
          "unset key\nset xrange [%g:%g]\nset yrange [0:%g]\nset xtics 1\nset ytics format '%s'\nset boxwidth 0.8\n\n"
          "picture = \"'%s.dat' using 1:2 with boxes fillstyle solid 1 noborder linecolor rgb '#1f77b4'\"\n",
          0.6 - edge, count + 0.4 + edge, most > 0 ? 1.05 * (double)most : 1.0, most < 0.5f ? "%.2f" : "%.1f",
          figure.name);
  return drawing_finish(&drawing);
}

/* ---- histogram ---- */

static Status draw_counts(Figure figure, int bins, const int count[bins], const double edge[bins + 1]) {
  Drawing drawing;
  if (drawing_start(&drawing, figure, plot_width, plot_height) != OK) return FAILED;

  int most = 1;
  fprintf(drawing.data, "# from, to, count\n");
  for (int i = 0; i < bins; i++) {
    fprintf(drawing.data, "%.9g %.9g %d\n", edge[i], edge[i + 1], count[i]);
    if (count[i] > most) most = count[i];
  }

  plot_axes(&drawing, "weight", "count");
  const double range = edge[bins] - edge[0];
  fprintf(drawing.script,
          "unset key\nset format x '%%.2f'\nset xrange [%.9g:%.9g]\nset yrange [0:%g]\n\n"
          "picture = \"'%s.dat' using (($1 + $2) / 2):3:($2 - $1) with boxes \" \\\n"
          "  . \"fillstyle solid 1 border linecolor rgb '#1f77b4' fillcolor rgb '#1f77b4'\"\n",
          edge[0] - 0.05 * range, edge[bins] + 0.05 * range, 1.05 * most, figure.name);
  return drawing_finish(&drawing);
}

Status draw_histogram(Figure figure, int n, const float x[n], int bins) {
  int *count = calloc((size_t)bins, sizeof *count);
  double *edge = calloc((size_t)bins + 1, sizeof *edge);
  Status status = FAILED;
  if (!count || !edge)
    fail("not enough memory for a histogram of %d bins", bins);
  else if (histogram(n, bins, count, edge, x) != 0)
    fail("%s: no histogram: a value is infinite or not a number", figure.name);
  else
    status = draw_counts(figure, bins, count, edge);
  free(count);
  free(edge);
  return status;
}
