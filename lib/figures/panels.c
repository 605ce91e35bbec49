/* Pictures side by side, an arrow from each to the next: see figures.h. */
#include <math.h>

#include "figures/figures.h"
#include "figures/gnuplot.h"

/* measures in points */
static const double edge = 14, side = 280, gap = 64, top = 44;

static double panel_left(int n) { return edge + n * (side + gap); }

/* where a panel's pixels are: in the middle of its square */
typedef struct Place {
  double left, top, cell;
} Place;

static Place place_of(int n, const Panel *panel) {
  const double cell = side / fmax(panel->H, panel->W);
  return (Place){panel_left(n) + (side - cell * panel->W) / 2, top + (side - cell * panel->H) / 2, cell};
}

static void data_lines(Drawing *drawing, int count, const Panel panel[count]) {
  fprintf(drawing->data, "# grey frames around the pictures\n");
  for (int n = 0; n < count; n++) {
    const Place at = place_of(n, &panel[n]);
    data_frame(drawing, at.left, at.top, at.cell * panel[n].W, at.cell * panel[n].H);
  }
  data_block_end(drawing);
  fprintf(drawing->data, "# red frames; a point where there is none\n%g %g\n\n", -edge, -edge);
  for (int n = 0; n < count; n++) {
    const double *part = panel[n].frame;
    if (part[2] <= part[0]) continue;
    const Place at = place_of(n, &panel[n]);
    const double height = at.cell * panel[n].H, width = at.cell * panel[n].W;
    data_frame(drawing, at.left + part[1] * width, at.top + part[0] * height, (part[3] - part[1]) * width,
               (part[2] - part[0]) * height);
  }
  data_block_end(drawing);
  fprintf(drawing->data, "# arrows: x, y, dx, dy\n%g %g 0 0\n", -edge, -edge);
  for (int n = 1; n < count; n++)
    fprintf(drawing->data, "%g %g %g 0\n", panel_left(n) - gap + 14, top + side / 2, gap - 28);
}

Status draw_panels(Figure figure, int count, const Panel panel[count]) {
  Drawing drawing;
  if (drawing_start(&drawing, figure, panel_left(count) - gap + edge, top + side + edge) != OK) return FAILED;
  for (int n = 0; n < count; n++)
    data_block(&drawing, panel[n].H, panel[n].W, 1, panel[n].pixels, "%s", panel[n].title);
  fprintf(drawing.data, "# titles: x, y, text\n");
  for (int n = 0; n < count; n++) data_word(&drawing, panel_left(n) + side / 2, top - 20, "%s", panel[n].title);
  data_block_end(&drawing);
  data_lines(&drawing, count, panel);

  script_canvas(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\ngrey(v) = 255 * v\ndata = \"'%s.dat'\"\n\n"
          "picture = \"@data index %d with labels, @data index %d with lines linecolor rgb '#999999',\" \\\n",
          drawing.width, drawing.height, figure.name, count, count + 1);
  for (int n = 0; n < count; n++) {
    const Place at = place_of(n, &panel[n]);
    fprintf(drawing.script,
            "  . \" @data index %d matrix using (%.4f + $1 * %.6f):(%.4f + $2 * %.6f):(grey($3)):(grey($3)):(grey($3)) "
            "with rgbimage%s,\" \\\n",
            n, at.left + at.cell / 2, at.cell, at.top + at.cell / 2, at.cell,
            panel[n].H * panel[n].W <= 2000 ? " @pixels" : "");
  }
  fprintf(drawing.script,
          "  . \" @data index %d with lines linewidth 2 linecolor rgb '#d62728',\" \\\n"
          "  . \" @data index %d with vectors filled head size 10,20,60 linewidth 1.5 linecolor rgb '#444444'\"\n",
          count + 2, count + 3);
  return drawing_finish(&drawing);
}
