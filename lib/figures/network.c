/*
 * Figures of a network itself: keras.utils.plot_model's boxes, and the network as solid
 * boxes to scale, as the book draws it on page 437.
 */
#include <math.h>
#include <string.h>

#include "figures/figures.h"
#include "figures/gnuplot.h"

/* ---- plot_model: name left, class right ---- */

enum { ROW = 46, ROW_WITH_SHAPES = 58, ARROW = 34, EDGE = 10 };

/* the input layer's shape stands in a list, as Keras prints it */
static const char *input_text(Shape shape, size_t size, char text[size]) {
  char inner[80];
  snprintf(text, size, "[%s]", batch_shape_text(shape, sizeof inner, inner));
  return text;
}

/* room for a text of 13 points in DejaVu Sans, whose letters are 8.2 points wide or less on average */
static double room_for(size_t letters) { return 8.2 * (double)letters + 22; }

static double max_room(double room, const char *text) { return fmax(room, room_for(strlen(text))); }

/* widths of the columns: name, class, "output:", shape */
typedef struct Columns {
  double name, class, word, shape;
} Columns;

static Columns model_columns(const Sequential *model, bool show_shapes) {
  Columns room = {.name = room_for(strlen(model->input_name)), .class = room_for(strlen("InputLayer"))};
  char text[100];
  if (show_shapes)
    room.word = room_for(strlen("output:")),
    room.shape = max_room(0, input_text(model->input_shape, sizeof text, text));
  for (int n = 0; n < model->layer_count; n++) {
    const Layer *layer = &model->layers[n];
    room.name = max_room(room.name, layer->name);
    room.class = max_room(room.class, layer_class(layer->kind));
    if (show_shapes) room.shape = max_room(room.shape, batch_shape_text(layer->output_shape, sizeof text, text));
  }
  return room;
}

/* one cell of the table: its box and the text in it */
static void cell_line(Drawing *drawing, double left, double top, double width, double height, const char *text) {
  fprintf(drawing->data, "%g %g %g %g ", left, top, left + width, top + height);
  data_text(drawing, text);
  fputc('\n', drawing->data);
}

static void layer_cells(Drawing *drawing, Columns room, double top, bool show_shapes, const char *name,
                        const char *class, const char *input, const char *output) {
  const double height = show_shapes ? ROW_WITH_SHAPES : ROW, half = height / 2;
  double left = EDGE;
  cell_line(drawing, left, top, room.name, height, name);
  left += room.name;
  cell_line(drawing, left, top, room.class, height, class);
  if (!show_shapes) return;
  left += room.class;
  cell_line(drawing, left, top, room.word, half, "input:");
  cell_line(drawing, left, top + half, room.word, half, "output:");
  left += room.word;
  cell_line(drawing, left, top, room.shape, half, input);
  cell_line(drawing, left, top + half, room.shape, half, output);
}

Status plot_model(Figure figure, const Sequential *model, bool show_shapes) {
  const Columns room = model_columns(model, show_shapes);
  const double across = room.name + room.class + room.word + room.shape;
  const double height = show_shapes ? ROW_WITH_SHAPES : ROW, down = height + ARROW;
  Drawing drawing;
  if (drawing_start(&drawing, figure, ceil(across + 2 * EDGE), 2 * EDGE + model->layer_count * down + height) != OK)
    return FAILED;

  char input[100], output[100];
  fprintf(drawing.data, "# boxes: left, top, right, bottom, text\n");
  input_text(model->input_shape, sizeof input, input);
  layer_cells(&drawing, room, EDGE, show_shapes, model->input_name, "InputLayer", input, input);
  for (int n = 0; n < model->layer_count; n++) {
    const Layer *layer = &model->layers[n];
    layer_cells(&drawing, room, EDGE + (n + 1) * down, show_shapes, layer->name, layer_class(layer->kind),
                batch_shape_text(layer->input_shape, sizeof input, input),
                batch_shape_text(layer->output_shape, sizeof output, output));
  }
  data_block_end(&drawing);
  fprintf(drawing.data, "# arrows: from x, y; dx, dy\n");
  for (int n = 0; n < model->layer_count; n++)
    fprintf(drawing.data, "%g %g 0 %d\n", EDGE + across / 2, EDGE + n * down + height, ARROW);

  script_canvas(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\n\n"
          "picture = \"'%s.dat' index 0 using 1:2:1:3:2:4 with boxxyerror linecolor rgb 'black',\" \\\n"
          "  . \" '' index 0 using (($1 + $3) / 2):(($2 + $4) / 2):5 with labels,\" \\\n"
          "  . \" '' index 1 with vectors filled head size %g,20,60 linecolor rgb 'black'\"\n",
          drawing.width, drawing.height, figure.name, 9.0);
  return drawing_finish(&drawing);
}

/* ---- the network to scale ---- */

/* a block of values: an image or feature maps (height, width, channels), or a row of units */
typedef struct Block {
  double height, width, depth; /* in values */
  bool cut;                    /* too long to be shown whole */
  double left, top;            /* where the front face starts, in points */
  double slot;                 /* middle of the room it has from left to right */
} Block;

/* points for a value; points to the right and up for a step into the picture; white between blocks */
static const double scale = 2.6, slant = 0.45 * 2.6, block_gap = 26, least_slot = 104, least_slot_of_units = 76,
                    floor_y = 300;

enum { LONGEST = 110 /* units shown before a row of them is cut */ };

static Block block_of(Shape shape, double *right) {
  Block block = {.height = shape.size[0],
                 .width = shape.rank > 1 ? shape.size[1] : 1,
                 .depth = shape.rank > 2 ? shape.size[2] : 1};
  block.cut = shape.rank == 1 && block.height > LONGEST;
  if (block.cut) block.height = LONGEST;
  const double across = block.depth * scale + block.width * slant,
               room = fmax(across, shape.rank == 1 ? least_slot_of_units : least_slot);
  block.slot = *right + room / 2;
  block.left = block.slot - across / 2;
  /* the middles of all blocks stand on one line */
  block.top = floor_y / 2 + 12 - block.height * scale / 2 + block.width * slant / 2;
  *right += room + block_gap;
  return block;
}

/* four corners of a face, closed */
static void face(Drawing *drawing, double x, double y, double ax, double ay, double bx, double by) {
  fprintf(drawing->data, "%g %g\n%g %g\n%g %g\n%g %g\n%g %g\n", x, y, x + ax, y + ay, x + ax + bx, y + ay + by, x + bx,
          y + by, x, y);
  data_block_end(drawing);
}

/* front, top and side of a block: three blocks of data */
static void block_faces(Drawing *drawing, Block b, const char *name) {
  const double down = b.height * scale, across = b.depth * scale, back = b.width * slant;
  fprintf(drawing->data, "# %s: front, top, side\n", name);
  face(drawing, b.left, b.top, across, 0, 0, down);
  face(drawing, b.left, b.top, across, 0, back, -back);
  face(drawing, b.left + across, b.top, back, -back, 0, down);
}

/* the kernel that stands on a block, and the one value of the next block that it makes */
static void kernel_stamp(Drawing *drawing, Block from, Block to, int K) {
  const double middle = from.top + from.height * scale / 2, half = K * scale / 2;
  const double across = from.depth * scale, back = K * slant, x = from.left + across;
  fprintf(drawing->data, "# kernel of %d x %d on a block, and the value it makes\n", K, K);
  face(drawing, from.left, middle - half, across, 0, 0, K * scale);
  face(drawing, x, middle - half, back, -back, 0, K * scale);
  const double target = to.top + to.height * scale / 2;
  fprintf(drawing->data, "%g %g\n%g %g\n%g %g\n", x + back, middle - half - back, to.left, target, x + back,
          middle + half - back);
  data_block_end(drawing);
}

/* colours of a block: front, top, side */
typedef struct Colours {
  const char *front, *top, *side;
} Colours;

static Colours block_colours(const Layer *layer) {
  switch (layer->kind) {
    case CONV2D: return (Colours){"#8fbbdc", "#b4d2e8", "#6c9cc2"};
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D: return (Colours){"#ffc48a", "#ffdab5", "#e0a062"};
    case DENSE: return (Colours){"#95d095", "#b8e0b8", "#70b070"};
    case FLATTEN:
    case DROPOUT: return (Colours){"#d0d0d0", "#e4e4e4", "#b0b0b0"};
  }
  BUG("no such kind of layer: %d", (int)layer->kind);
}

/* below a block: what made it, and its size */
static void block_words(Drawing *drawing, Block b, const char *what, Shape shape, const char *note) {
  char size[60];
  if (shape.rank == 3)
    snprintf(size, sizeof size, "%dx%dx%d", shape.size[0], shape.size[1], shape.size[2]);
  else if (shape.rank == 2)
    snprintf(size, sizeof size, "%dx%d", shape.size[0], shape.size[1]);
  else
    snprintf(size, sizeof size, "%d", shape.size[0]);
  fprintf(drawing->data, "%g %g ", b.slot, floor_y + 32);
  data_text(drawing, what);
  fprintf(drawing->data, "\n%g %g ", b.slot, floor_y + 52);
  data_text(drawing, size);
  fprintf(drawing->data, "\n%g %g ", b.slot, floor_y + 72);
  data_text(drawing, note);
  fputc('\n', drawing->data);
}

/* below the block that a layer makes: its class, the size, its settings */
static void layer_words(Drawing *drawing, Block b, const Layer *layer) {
  char note[60] = "";
  int K = layer_window(layer).size;
  if (K > 0) snprintf(note, sizeof note, "%dx%d %s", K, K, layer->kind == CONV2D ? "kernels" : "windows");
  block_words(drawing, b, layer_class(layer->kind), layer->output_shape, b.cut ? "(cut short)" : note);
}

/* what a network is drawn from: its image, then each layer whose output has another shape than its input */
typedef struct Blocks {
  int count;
  Block block[MAX_LAYERS + 1];
  const Layer *layer[MAX_LAYERS + 1]; /* null for the image */
  double right;                       /* where the last one ends */
} Blocks;

static Blocks network_blocks(const Sequential *model) {
  Blocks all = {.count = 1, .right = EDGE};
  all.block[0] = block_of(model->input_shape, &all.right);
  for (int n = 0; n < model->layer_count; n++) {
    const Layer *layer = &model->layers[n];
    if (shape_equal(layer->input_shape, layer->output_shape)) continue;
    all.layer[all.count] = layer;
    all.block[all.count++] = block_of(layer->output_shape, &all.right);
  }
  return all;
}

/* the faces of all blocks, then the kernels of all convolutions; returns how many kernels */
static int network_shapes(Drawing *drawing, const Blocks *all) {
  for (int n = 0; n < all->count; n++)
    block_faces(drawing, all->block[n], all->layer[n] ? all->layer[n]->name : "input");
  int kernels = 0;
  for (int n = 1; n < all->count; n++)
    if (all->layer[n]->kind == CONV2D) {
      kernel_stamp(drawing, all->block[n - 1], all->block[n], all->layer[n]->conv2d.kernel_size);
      kernels++;
    }
  return kernels;
}

static void network_words(Drawing *drawing, const Blocks *all, Shape input) {
  fprintf(drawing->data, "# words: x, y, text\n");
  block_words(drawing, all->block[0], "image", input, "");
  for (int n = 1; n < all->count; n++) layer_words(drawing, all->block[n], all->layer[n]);
  data_block_end(drawing);
  fprintf(drawing->data, "# where rows of units are cut: x, y, text\n");
  for (int n = 0; n < all->count; n++) {
    const Block b = all->block[n];
    if (b.cut) fprintf(drawing->data, "%g %g \"⋮\"\n", b.slot, b.top + b.height * scale / 2);
  }
  fprintf(drawing->data, "-100 -100 \"\"\n"); /* so that the block is never empty */
}

static void script_colours(Drawing *drawing, const Blocks *all) {
  const Colours image = {"#d0d0d0", "#e4e4e4", "#b0b0b0"};
  for (int side = 0; side < 3; side++) {
    fprintf(drawing->script, "%s = \"", side == 0 ? "front" : side == 1 ? "top" : "side");
    for (int n = 0; n < all->count; n++) {
      const Colours colours = all->layer[n] ? block_colours(all->layer[n]) : image;
      fprintf(drawing->script, "%s%s", n ? " " : "",
              side == 0   ? colours.front
              : side == 1 ? colours.top
                          : colours.side);
    }
    fprintf(drawing->script, "\"\n");
  }
}

Status draw_network(Figure figure, const Sequential *model) {
  const Blocks all = network_blocks(model);
  Drawing drawing;
  if (drawing_start(&drawing, figure, ceil(all.right - block_gap + EDGE), floor_y + 90) != OK) return FAILED;
  const int kernels = network_shapes(&drawing, &all);
  network_words(&drawing, &all, model->input_shape);

  script_canvas(&drawing);
  fprintf(drawing.script, "set xrange [0:%g]\nset yrange [%g:0]\n", drawing.width, drawing.height);
  script_colours(&drawing, &all);
  const int stamps = 3 * all.count, words = stamps + 3 * kernels;
  fprintf(drawing.script,
          "style = \"with filledcurves closed fillstyle solid 1 border linecolor rgb '#444444' fillcolor rgb\"\n\n"
          "picture = \"for [b=0:%d] '%s.dat' index 3 * b @style word(front, b + 1),\" \\\n"
          "  . \" for [b=0:%d] '' index 3 * b + 1 @style word(top, b + 1),\" \\\n"
          "  . \" for [b=0:%d] '' index 3 * b + 2 @style word(side, b + 1),\" \\\n",
          all.count - 1, figure.name, all.count - 1, all.count - 1);
  if (kernels)
    fprintf(drawing.script, "  . \" for [k=%d:%d] '' index k with lines linewidth 1.2 linecolor rgb '#d62728',\" \\\n",
            stamps, words - 1);
  fprintf(
      drawing.script,
      "  . \" '' index %d using 1:2:(6):(12) with boxxyerror fillstyle solid 1 noborder fillcolor rgb 'white',\" \\\n"
      "  . \" '' index %d with labels, '' index %d with labels\"\n",
      words + 1, words, words + 1);
  return drawing_finish(&drawing);
}
