/*
 * How a deeper convolution makes a whole map: each input map through its slice of the
 * kernel, and the sum of what comes out.
 */
#include <math.h>

#include "base/memory.h"
#include "figures/gnuplot.h"
#include "figures/inside.h"

static const double margin = 16; /* around the figure */

/* a group is an input map, its slice of the kernel and the partial map; measures in points */
static const double map_side = 56, slice_side = 36, symbol = 22, row_pitch = 68, top_edge = 44, sum_side = 168;

static const double group_pitch = 2 * 56 + 36 + 2 * 22 + 30; /* and white before the next */

/* how many groups are drawn, the first ones, and how many of them side by side */
enum { MOST_GROUPS = 64 };
static int groups_of(int C) { return C < MOST_GROUPS ? C : MOST_GROUPS; }
static int groups_across(int C) { return C < 4 ? C : 4; }
static double group_left(int C, int k) { return margin + k % groups_across(C) * group_pitch; }
static double group_top(int C, int k) { return top_edge + k / groups_across(C) * row_pitch; }

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
  for (int k = 0; k < groups_of(C); k++) {
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
  for (int k = 0; k < groups_of(C); k++) {
    const double middle = group_top(C, k) + map_side / 2, left = group_left(C, k);
    data_word(drawing, left + map_side + symbol / 2, middle, "*");
    data_word(drawing, left + map_side + slice_side + 1.5 * symbol, middle, "=");
  }
  for (int k = 0; k < groups_across(C); k++) {
    const double left = group_left(C, k);
    data_word(drawing, left + map_side / 2, top_edge - 16, "input");
    data_word(drawing, left + map_side + symbol + slice_side / 2, top_edge - 16, "kernel");
    data_word(drawing, left + 1.5 * map_side + slice_side + 2 * symbol, top_edge - 16, "partial");
  }
  const double middle = right + sum_side / 2;
  data_word(drawing, middle, top_edge - 16, "sum of %s %d partial maps", groups_of(C) < C ? "all" : "the", C);
  data_word(drawing, middle, top_edge + sum_side + 24, "%+.6f  bias", (double)b[filter]);
  if (layer->conv2d.activation == RELU) data_word(drawing, middle, top_edge + sum_side + 50, "ReLU: max(0, x)");
  data_word(drawing, middle, top_edge + sum_side + 92, "feature map %d", filter);
  data_block_end(drawing);
  fprintf(drawing->data, "# arrow: x, y, dx, dy\n%g %g 0 16\n", middle, top_edge + sum_side + 63);
  data_block_end(drawing);
  fprintf(drawing->data, "# frames around what may be white\n");
  for (int k = 0; k < groups_of(C); k++) {
    const double slice = group_left(C, k) + map_side + symbol;
    data_frame(drawing, slice, group_top(C, k) + (map_side - slice_side) / 2, slice_side, slice_side);
    data_frame(drawing, slice + slice_side + symbol, group_top(C, k), map_side, map_side);
  }
  data_frame(drawing, right, top_edge, sum_side, sum_side);
}

/* the script: three loops over the groups, then the two large pictures */
static void script_one_map(Drawing *drawing, const Layer *layer, float weight, float partial, float sum, double right) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  const int C = in[2], K = layer->conv2d.kernel_size, groups = groups_of(C);
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
          drawing->width, drawing->height, drawing->figure.name, margin, groups_across(C), group_pitch, top_edge,
          groups_across(C), row_pitch, (double)weight, (double)partial, (double)sum);
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
          map_side + slice_side + 2 * symbol, part_cell, part_cell, groups - 1, input_cell, input_cell, groups - 1,
          groups - 1);
  fprintf(
      drawing->script,
      "  . \" @data index %d matrix using (%g + ($1 + 0.5) * %g):(%g + ($2 + 0.5) * %g):(red($3 / sum)):(green($3 / "
      "sum)):(blue($3 / sum)) with rgbimage @pixels,\" \\\n"
      "  . \" @data index %d matrix using (%g + ($1 + 0.5) * %g):(%g + ($2 + 0.5) * %g):3 with image @pixels,\" \\\n"
      "  . \" @data index %d with labels, @data index %d with vectors filled head size 8,20,60 linecolor rgb "
      "'black',\" \\\n"
      "  . \" @data index %d with lines linecolor rgb '#bbbbbb'\"\n",
      3 * groups, right, sum_cell, top_edge, sum_cell, 3 * groups + 1, right, sum_cell, top_edge + sum_side + 108,
      sum_cell, 3 * groups + 2, 3 * groups + 3, 3 * groups + 4);
}

Status draw_one_map(Figure figure, const Layer *layer, const float *input, int filter, const float *part) {
  const int C = layer->input_shape.size[2], places = layer->output_shape.size[0] * layer->output_shape.size[1];
  float *sum = allocate((size_t)places, sizeof *sum), *output = allocate((size_t)places, sizeof *output);
  Status status = sum && output ? OK : FAILED;
  Drawing drawing;
  const double right = margin + groups_across(C) * group_pitch + 14;
  const double rows = fmax(group_top(C, groups_of(C) - 1) + map_side, top_edge + 2 * sum_side + 108);
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
