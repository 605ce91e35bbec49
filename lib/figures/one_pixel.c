/* How a convolution makes one value: the arithmetic that section 8-3's feature maps stand on. */
#include <math.h>

#include "figures/gnuplot.h"
#include "figures/inside.h"

/* ---- one value in three zoom levels ---- */

enum { RED = 0xd62728, WHITE = 0xffffff, LIT = 0xffc48a };

/* titles stand in the left column, what they speak of right of it; the numbers are points */
static const double margin = 16, content = 196, network_top = 16, network_height = 46;
static const double pictures_top = 140, picture_side = 224, taps_top = 448, tap_width = 66, tap_height = 42;
static const double line_height = 30, result_width = 290;

/* where the parts of the figure stand, in points */
typedef struct Zoom {
  double width, height;        /* of the figure */
  double box, gap;             /* width of a layer's box, and white between two */
  double map_left;             /* of the second picture */
  double image_cell, map_cell; /* a pixel's size in them */
  double taps;                 /* width of a grid of K x K numbers */
  double kernel_left, product_left, result_left;
} Zoom;

static Zoom zoom_layout(const Sequential *model, const Arithmetic *a) {
  const int *in = model->layers[0].input_shape.size, *out = model->layers[0].output_shape.size;
  Zoom z = {.gap = 10, .taps = a->K * tap_width};
  z.kernel_left = content + z.taps + 40;
  z.product_left = z.kernel_left + z.taps + 40;
  z.result_left = z.product_left + z.taps + 40;
  z.width = fmax(z.result_left + result_width, content + (model->layer_count + 1) * (94 + z.gap)) + margin;
  z.height = taps_top + fmax(4 * line_height, a->K * tap_height) + margin;
  z.box = (z.width - margin - content - z.gap * model->layer_count) / (model->layer_count + 1);
  z.map_left = z.width - picture_side - 170;
  z.image_cell = picture_side / fmax(in[0], in[1]);
  z.map_cell = picture_side / fmax(out[0], out[1]);
  return z;
}

/* the layers as boxes, the first one lit */
static void network_cells(Drawing *drawing, const Sequential *model, Zoom z) {
  char shape[80];
  for (int n = -1; n < model->layer_count; n++) {
    const Cell top = {content + (n + 1) * (z.box + z.gap), network_top, z.box, network_height / 2,
                      n == 0 ? LIT : WHITE};
    Cell bottom = top;
    bottom.top += network_height / 2;
    data_cell(drawing, top, "%s", n < 0 ? "image" : model->layers[n].name);
    data_cell(drawing, bottom, "%s",
              shape_text(n < 0 ? model->input_shape : model->layers[n].output_shape, sizeof shape, shape));
  }
}

/* -0.0004 is printed as 0.000, not as -0.000 */
static double rounded(float value) { return fabsf(value) < 0.0005f ? 0 : (double)value; }

/* patch, kernel and products, number by number */
static void tap_cells(Drawing *drawing, const Arithmetic *a, Zoom z) {
  const int taps = a->K * a->K;
  const float weight = largest_size(taps, a->kernel), product = largest_size(taps, a->product);
  for (int tap = 0; tap < taps; tap++) {
    Cell cell = {0, taps_top + tap / a->K * tap_height, tap_width, tap_height, gray_r_colour((double)a->patch[tap])};
    cell.left = content + tap % a->K * tap_width;
    data_cell(drawing, cell, "%.3f", rounded(a->patch[tap]));
    cell.left = z.kernel_left + tap % a->K * tap_width;
    cell.colour = two_signs_colour((double)(a->kernel[tap] / weight));
    data_cell(drawing, cell, "%.3f", rounded(a->kernel[tap]));
    cell.left = z.product_left + tap % a->K * tap_width;
    cell.colour = two_signs_colour((double)(a->product[tap] / product));
    data_cell(drawing, cell, "%.3f", rounded(a->product[tap]));
  }
}

static void zoom_titles(Drawing *drawing, const Sequential *model, const Arithmetic *a) {
  const Layer *layer = &model->layers[0];
  fprintf(drawing->data, "# words that begin at their place: x, y, text\n");
  data_word(drawing, margin, network_top + 12, "1  %s makes", layer->name);
  data_word(drawing, margin, network_top + 34, "%d feature maps", layer->output_shape.size[2]);
  data_word(drawing, margin, pictures_top + 12, "2  in map %d, each", a->filter);
  data_word(drawing, margin, pictures_top + 34, "value comes");
  data_word(drawing, margin, pictures_top + 56, "from %d x %d pixels", a->K, a->K);
  data_word(drawing, margin, taps_top + 12, "3  the value at");
  data_word(drawing, margin, taps_top + 34, "row %d, column %d:", a->row, a->column);
  data_word(drawing, margin, taps_top + 56, "%d products", a->K * a->K);
}

static void zoom_words(Drawing *drawing, const Sequential *model, const Arithmetic *a, Zoom z) {
  const double middle = taps_top + a->K * tap_height / 2, right = z.result_left + result_width - 14;
  const double line[] = {middle - 1.5 * line_height, middle - 0.5 * line_height, middle + 0.5 * line_height,
                         middle + 1.5 * line_height};
  zoom_titles(drawing, model, a);
  data_word(drawing, z.map_left + picture_side + 12, pictures_top + 12, "feature map %d", a->filter);
  data_word(drawing, z.result_left + 14, line[0], "sum of products");
  data_word(drawing, z.result_left + 14, line[1], "bias %d", a->filter);
  data_word(drawing, z.result_left + 14, line[2], "together");
  data_word(drawing, z.result_left + 14, line[3],
            model->layers[0].conv2d.activation == RELU ? "ReLU: max(0, x)" : "output");
  data_block_end(drawing);

  fprintf(drawing->data, "# the results, which end at their place: x, y, text\n");
  data_word(drawing, right, line[0], "%.6f", (double)a->products_sum);
  data_word(drawing, right, line[1], "%+.6f", (double)a->bias);
  data_word(drawing, right, line[2], "%.6f", (double)(a->products_sum + a->bias));
  data_word(drawing, right, line[3], "%.6f", (double)a->output);
  data_block_end(drawing);

  fprintf(drawing->data, "# centred words: x, y, text\n");
  data_word(drawing, content + picture_side / 2, pictures_top - 14, "image");
  data_word(drawing, (content + picture_side + z.map_left) / 2, pictures_top + picture_side / 2 - 18, "kernel %d",
            a->filter);
  data_word(drawing, content + z.taps / 2, taps_top - 16, "pixels");
  data_word(drawing, z.kernel_left + z.taps / 2, taps_top - 16, "kernel %d", a->filter);
  data_word(drawing, z.product_left + z.taps / 2, taps_top - 16, "products");
  data_word(drawing, z.kernel_left - 20, middle, "×");
  data_word(drawing, z.product_left - 20, middle, "=");
  data_block_end(drawing);
}

static void line_from(Drawing *drawing, double x, double y, double to_x, double to_y) {
  fprintf(drawing->data, "%g %g\n%g %g\n\n", x, y, to_x, to_y);
}

/* red frames around what is shown larger below, and red lines to where it is */
static void zoom_lines(Drawing *drawing, const Sequential *model, const Arithmetic *a, Zoom z) {
  const int *in = model->layers[0].input_shape.size, *out = model->layers[0].output_shape.size;
  const double patch_left = content + a->left * z.image_cell, patch_top = pictures_top + a->top * z.image_cell;
  const double patch = a->K * z.image_cell;
  const double value_left = z.map_left + a->column * z.map_cell, value_top = pictures_top + a->row * z.map_cell;

  fprintf(drawing->data, "# grey frames around the pictures\n");
  data_frame(drawing, content, pictures_top, in[1] * z.image_cell, in[0] * z.image_cell);
  data_frame(drawing, z.map_left, pictures_top, out[1] * z.map_cell, out[0] * z.map_cell);
  data_block_end(drawing);
  fprintf(drawing->data, "# red frames and lines\n");
  const double box = content + z.box + z.gap, result_top = taps_top + a->K * tap_height / 2 - 2 * line_height;
  data_frame(drawing, patch_left, patch_top, patch, patch);
  data_frame(drawing, value_left, value_top, z.map_cell, z.map_cell);
  data_frame(drawing, z.result_left, result_top, result_width, 4 * line_height);
  line_from(drawing, box, network_top + network_height, z.map_left, pictures_top);
  line_from(drawing, box + z.box, network_top + network_height, z.map_left + out[1] * z.map_cell, pictures_top);
  line_from(drawing, patch_left, patch_top + patch, content, taps_top);
  line_from(drawing, patch_left + patch, patch_top + patch, content + z.taps, taps_top);
  line_from(drawing, value_left, value_top + z.map_cell, z.result_left, result_top);
  line_from(drawing, value_left + z.map_cell, value_top + z.map_cell, z.result_left + result_width, result_top);
  data_block_end(drawing);
  fprintf(drawing->data, "# arrow: x, y, dx, dy\n%g %g %g 0\n", content + picture_side + 24,
          pictures_top + picture_side / 2, z.map_left - content - picture_side - 48);
}

/* the whole feature map that the value is in */
static void data_feature_map(Drawing *drawing, const Layer *layer, const float *image, int filter) {
  const int *out = layer->output_shape.size;
  fprintf(drawing->data, "# its feature map %d\n", filter);
  for (int r = 0; r < out[0]; r++)
    for (int c = 0; c < out[1]; c++) {
      Arithmetic value = {0};
      if (pixel_arithmetic(layer, image, r, c, filter, &value) != OK) BUG("%s", error_message());
      fprintf(drawing->data, "%.9g%c", (double)value.output, c + 1 < out[1] ? ' ' : '\n');
    }
  data_block_end(drawing);
}

Status draw_pixel(Figure figure, const Sequential *model, const float *image, const Arithmetic *arithmetic) {
  const int *in = model->layers[0].input_shape.size;
  const Zoom z = zoom_layout(model, arithmetic);
  Drawing drawing;
  if (drawing_start(&drawing, figure, z.width, z.height) != OK) return FAILED;
  data_block(&drawing, in[0], in[1], 1, image, "the image");
  data_feature_map(&drawing, &model->layers[0], image, arithmetic->filter);
  fprintf(drawing.data, "# layers: left, top, right, bottom, colour, text, colour of the text\n");
  network_cells(&drawing, model, z);
  data_block_end(&drawing);
  fprintf(drawing.data, "# pixel, weight, product; pixel, weight, product; ...\n");
  tap_cells(&drawing, arithmetic, z);
  data_block_end(&drawing);
  zoom_words(&drawing, model, arithmetic, z);
  zoom_lines(&drawing, model, arithmetic, z);

  script_canvas(&drawing);
  script_viridis(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\ngrey(v) = 255 * (1 - v)\n"
          "data = \"'%s.dat'\"\n"
          "cells = \"using 1:2:1:3:2:4:5 with boxxyerror fillstyle solid 1 border linecolor rgb '#999999' fillcolor "
          "rgb variable\"\n"
          "texts = \"using (($1 + $3) / 2):(($2 + $4) / 2):6:7 with labels textcolor rgb variable\"\n\n",
          z.width, z.height, figure.name);
  fprintf(drawing.script,
          "picture = \"@data index 0 matrix using (%g + $1 * %.6f):(%g + $2 * %.6f):(grey($3)):(grey($3)):(grey($3)) "
          "with rgbimage @pixels,\" \\\n"
          "  . \" @data index 1 matrix using (%g + $1 * %.6f):(%g + $2 * %.6f):3 with image @pixels,\" \\\n"
          "  . \" @data index 2 @cells, @data index 2 @texts @small, @data index 3 @cells, @data index 3 @texts,\" \\\n"
          "  . \" @data index 4 with labels left, @data index 5 with labels right, @data index 6 with labels,\" \\\n"
          "  . \" @data index 7 with lines linecolor rgb '#999999',\" \\\n"
          "  . \" @data index 8 with lines linewidth 1.2 linecolor rgb '#%06x',\" \\\n"
          "  . \" @data index 9 with vectors filled head size 10,20,60 linewidth 1.5 linecolor rgb '#444444'\"\n",
          content + z.image_cell / 2, z.image_cell, pictures_top + z.image_cell / 2, z.image_cell,
          z.map_left + z.map_cell / 2, z.map_cell, pictures_top + z.map_cell / 2, z.map_cell, RED);
  return drawing_finish(&drawing);
}
