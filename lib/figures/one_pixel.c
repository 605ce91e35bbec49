/*
 * How a convolution makes one value, and how a deeper one makes a whole map: the
 * arithmetic that section 8-3's feature maps stand on.
 */
#include <math.h>

#include "base/memory.h"
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
  z.width = z.result_left + result_width + margin;
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

static float largest_size(int n, const float *x) {
  float most = 0;
  for (int i = 0; i < n; i++) most = fmaxf(most, fabsf(x[i]));
  return most > 0 ? most : 1;
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

static void frame(Drawing *drawing, double left, double top, double width, double height) {
  fprintf(drawing->data, "%g %g\n%g %g\n%g %g\n%g %g\n%g %g\n\n", left, top, left + width, top, left + width,
          top + height, left, top + height, left, top);
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
  frame(drawing, content, pictures_top, in[1] * z.image_cell, in[0] * z.image_cell);
  frame(drawing, z.map_left, pictures_top, out[1] * z.map_cell, out[0] * z.map_cell);
  data_block_end(drawing);
  fprintf(drawing->data, "# red frames and lines\n");
  const double box = content + z.box + z.gap, result_top = taps_top + a->K * tap_height / 2 - 2 * line_height;
  frame(drawing, patch_left, patch_top, patch, patch);
  frame(drawing, value_left, value_top, z.map_cell, z.map_cell);
  frame(drawing, z.result_left, result_top, result_width, 4 * line_height);
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

/* ---- one map put together ---- */

enum { GROUPS_ACROSS = 4 };

/* a group is an input map, its slice of the kernel and the partial map; measures in points */
static const double map_side = 56, slice_side = 36, symbol = 22, group_gap = 30, row_pitch = 68, top_edge = 44,
                    sum_side = 168;

static double group_left(int k) {
  return margin + k % GROUPS_ACROSS * (2 * map_side + slice_side + 2 * symbol + group_gap);
}
static double group_top(int k) { return top_edge + k / GROUPS_ACROSS * row_pitch; }

/* the sum of the partial maps, and the map after bias and activation */
static void put_together(const Layer *layer, int filter, int C, int places, const float part[C][places],
                         float sum[places], float output[places]) {
  const float *b = layer->bias.value.data;
  for (int i = 0; i < places; i++) {
    sum[i] = 0;
    for (int k = 0; k < C; k++) sum[i] += part[k][i];
    output[i] = sum[i] + b[filter];
    if (layer->conv2d.activation == RELU && output[i] < 0) output[i] = 0;
  }
}

/* all pictures: three for each input map, then the sum and the finished map */
static void map_blocks(Drawing *drawing, const Layer *layer, const float *input, int filter, const float *part,
                       const float *sum, const float *output) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  const int C = in[2], F = out[2], K = layer->conv2d.kernel_size, places = out[0] * out[1];
  const float *w = layer->kernel.value.data;
  for (int k = 0; k < C; k++) {
    data_block(drawing, in[0], in[1], C, input + k, "input map %d", k);
    data_block(drawing, K, K, C * F, w + k * F + filter, "slice %d of kernel %d", k, filter);
    data_block(drawing, out[0], out[1], 1, part + k * places, "partial map %d", k);
  }
  data_block(drawing, out[0], out[1], 1, sum, "sum of the partial maps");
  data_block(drawing, out[0], out[1], 1, output, "feature map %d", filter);
}

static void map_words(Drawing *drawing, const Layer *layer, int filter, double right) {
  const int C = layer->input_shape.size[2];
  const float *b = layer->bias.value.data;
  fprintf(drawing->data, "# words: x, y, text\n");
  for (int k = 0; k < C; k++) {
    const double middle = group_top(k) + map_side / 2, left = group_left(k);
    data_word(drawing, left + map_side + symbol / 2, middle, "*");
    data_word(drawing, left + map_side + slice_side + 1.5 * symbol, middle, "=");
  }
  for (int k = 0; k < GROUPS_ACROSS && k < C; k++) {
    const double left = group_left(k);
    data_word(drawing, left + map_side / 2, top_edge - 16, "input");
    data_word(drawing, left + map_side + symbol + slice_side / 2, top_edge - 16, "kernel");
    data_word(drawing, left + 1.5 * map_side + slice_side + 2 * symbol, top_edge - 16, "partial");
  }
  const double middle = right + sum_side / 2;
  data_word(drawing, middle, top_edge - 16, "sum of the %d partial maps", C);
  data_word(drawing, middle, top_edge + sum_side + 24, "%+.6f  bias", (double)b[filter]);
  if (layer->conv2d.activation == RELU) data_word(drawing, middle, top_edge + sum_side + 50, "ReLU: max(0, x)");
  data_word(drawing, middle, top_edge + sum_side + 92, "feature map %d", filter);
  data_block_end(drawing);
  fprintf(drawing->data, "# arrow: x, y, dx, dy\n%g %g 0 16\n", middle, top_edge + sum_side + 63);
  data_block_end(drawing);
  fprintf(drawing->data, "# frames around what may be white\n");
  for (int k = 0; k < C; k++) {
    const double slice = group_left(k) + map_side + symbol;
    frame(drawing, slice, group_top(k) + (map_side - slice_side) / 2, slice_side, slice_side);
    frame(drawing, slice + slice_side + symbol, group_top(k), map_side, map_side);
  }
  frame(drawing, right, top_edge, sum_side, sum_side);
}

/* the script: three loops over the groups, then the two large pictures */
static void script_one_map(Drawing *drawing, const Layer *layer, float weight, float partial, float sum, double right) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  const int C = in[2], K = layer->conv2d.kernel_size;
  const double input_cell = map_side / fmax(in[0], in[1]), part_cell = map_side / fmax(out[0], out[1]),
               sum_cell = sum_side / fmax(out[0], out[1]);
  script_canvas(drawing);
  script_viridis(drawing);
  script_two_signs(drawing);
  fprintf(drawing->script,
          "set xrange [0:%g]\nset yrange [%g:0]\ndata = \"'%s.dat'\"\n"
          "left(k) = %g + k %% %d * %g\ntop(k) = %g + k / %d * %g\n"
          "# both signs on one scale: all slices of the kernel, all partial maps\nweight = %.9g; partial = %.9g; sum = "
          "%.9g\n\n",
          drawing->width, drawing->height, drawing->figure.name, margin, GROUPS_ACROSS, group_left(1) - margin,
          top_edge, GROUPS_ACROSS, row_pitch, (double)weight, (double)partial, (double)sum);
  fprintf(drawing->script,
          "slice = \"using (left(k) + %g + ($1 + 0.5) * %g):(top(k) + %g + ($2 + 0.5) * %g)\"\n"
          "part = \"using (left(k) + %g + ($1 + 0.5) * %g):(top(k) + ($2 + 0.5) * %g)\"\n"
          "picture = \"for [k=0:%d] @data index 3 * k matrix using (left(k) + ($1 + 0.5) * %g):(top(k) + ($2 + 0.5) * "
          "%g):3 with image @pixels,\" \\\n"
          "  . \" for [k=0:%d] @data index 3 * k + 1 matrix @slice:(red($3 / weight)):(green($3 / weight)):(blue($3 / "
          "weight)) with rgbimage @pixels,\" \\\n"
          "  . \" for [k=0:%d] @data index 3 * k + 2 matrix @part:(red($3 / partial)):(green($3 / partial)):(blue($3 / "
          "partial)) with rgbimage @pixels,\" \\\n",
          map_side + symbol, slice_side / K, (map_side - slice_side) / 2, slice_side / K,
          map_side + slice_side + 2 * symbol, part_cell, part_cell, C - 1, input_cell, input_cell, C - 1, C - 1);
  fprintf(
      drawing->script,
      "  . \" @data index %d matrix using (%g + ($1 + 0.5) * %g):(%g + ($2 + 0.5) * %g):(red($3 / sum)):(green($3 / "
      "sum)):(blue($3 / sum)) with rgbimage @pixels,\" \\\n"
      "  . \" @data index %d matrix using (%g + ($1 + 0.5) * %g):(%g + ($2 + 0.5) * %g):3 with image @pixels,\" \\\n"
      "  . \" @data index %d with labels, @data index %d with vectors filled head size 8,20,60 linecolor rgb "
      "'black',\" \\\n"
      "  . \" @data index %d with lines linecolor rgb '#bbbbbb'\"\n",
      3 * C, right, sum_cell, top_edge, sum_cell, 3 * C + 1, right, sum_cell, top_edge + sum_side + 108, sum_cell,
      3 * C + 2, 3 * C + 3, 3 * C + 4);
}

Status draw_one_map(Figure figure, const Layer *layer, const float *input, int filter, const float *part) {
  const int C = layer->input_shape.size[2], places = layer->output_shape.size[0] * layer->output_shape.size[1];
  float *sum = allocate((size_t)places, sizeof *sum), *output = allocate((size_t)places, sizeof *output);
  Status status = sum && output ? OK : FAILED;
  Drawing drawing;
  const double right = group_left(GROUPS_ACROSS - 1) + group_left(1) - margin + 14;
  const double rows = fmax(group_top(C - 1) + map_side, top_edge + 2 * sum_side + 108);
  if (status == OK) status = drawing_start(&drawing, figure, right + sum_side + 40, rows + margin);
  if (status == OK) {
    put_together(layer, filter, C, places, (const float(*)[places])part, sum, output);
    map_blocks(&drawing, layer, input, filter, part, sum, output);
    map_words(&drawing, layer, filter, right);
    script_one_map(&drawing, layer, largest_size((int)tensor_count(&layer->kernel.value), layer->kernel.value.data),
                   largest_size(C * places, part), largest_size(places, sum), right);
    status = drawing_finish(&drawing);
  }
  release(sum);
  release(output);
  return status;
}
