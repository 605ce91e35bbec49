/*
 * What the network answers, in pictures: two networks' feature maps side by side, the
 * patches that excite its filters, where it is right and wrong, and its surest mistakes.
 */
#include <math.h>

#include "base/memory.h"
#include "figures/gnuplot.h"
#include "figures/inside.h"

static const double edge = 14;

/* ---- two networks side by side ---- */

static void title_lines(Drawing *drawing, double first, const char *left, double second, const char *right) {
  fprintf(drawing->data, "# titles: x, y, text\n");
  data_word(drawing, first, edge + 8, "%s", left);
  data_word(drawing, second, edge + 8, "%s", right);
}

/* very many, as two pictures in which each map has its own range already */
static Status draw_mosaics_beside(Figure figure, int H, int W, int F, int maps, int columns, const float *const map[2],
                                  const char *const title[2]) {
  const double cell = 112 / fmax(H, W), top = 40, between = 48;
  Mosaic mosaic[2] = {{0}};
  Status status = OK;
  for (int n = 0; n < 2 && status == OK; n++) {
    status = mosaic_start(&mosaic[n], maps, columns, H, W, (int)round(120 / cell), (int)round(120 / cell));
    for (int f = 0; f < maps && status == OK; f++) mosaic_put(&mosaic[n], f, F, map[n] + f, true);
  }
  const double width = mosaic[0].width * cell, second = edge + width + between;
  Drawing drawing;
  if (status == OK) status = drawing_start(&drawing, figure, second + width + edge, top + mosaic[0].height * cell + edge);
  if (status != OK) {
    release(mosaic[0].pixel), release(mosaic[1].pixel);
    return FAILED;
  }
  for (int n = 0; n < 2; n++) mosaic_block(&drawing, &mosaic[n], title[n]);
  title_lines(&drawing, edge + width / 2, title[0], second + width / 2, title[1]);
  script_canvas(&drawing);
  script_viridis(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\n"
          "x(c) = (c + 0.5) * %.6f\ny(r) = %g + (r + 0.5) * %.6f\n\n"
          "picture = \"'%s.dat' index 2 with labels,\" \\\n"
          "  . \" '' index 0 matrix using (%g + x($1)):(y($2)):3 with image, \" \\\n"
          "  . \" '' index 1 matrix using (%g + x($1)):(y($2)):3 with image\"\n",
          drawing.width, drawing.height, cell, top, cell, figure.name, edge, second);
  return drawing_finish(&drawing);
}

Status draw_maps_beside(Figure figure, int H, int W, int F, const float left[H][W][F], const char *left_title,
                        const float right[H][W][F], const char *right_title, int columns) {
  const double side = 112, pitch = 120, top = 40, between = 48;
  const int maps = F < MOST_MAPS ? F : MOST_MAPS;
  if (columns > maps) columns = maps;
  while (maps > 5 * columns * columns) columns *= 2; /* not much taller than wide */
  if (worth_a_mosaic(2 * maps, H, W))
    return draw_mosaics_beside(figure, H, W, F, maps, columns, (const float *const[]){&left[0][0][0], &right[0][0][0]},
                               (const char *const[]){left_title, right_title});

  const int rows = (maps + columns - 1) / columns;
  const double second = edge + columns * pitch - (pitch - side) + between;
  Drawing drawing;
  if (drawing_start(&drawing, figure, second + columns * pitch - (pitch - side) + edge,
                    top + rows * pitch + edge - (pitch - side)) != OK)
    return FAILED;
  for (int f = 0; f < maps; f++) data_block(&drawing, H, W, F, &left[0][0][f], "%s, map %d", left_title, f);
  for (int f = 0; f < maps; f++) data_block(&drawing, H, W, F, &right[0][0][f], "%s, map %d", right_title, f);
  title_lines(&drawing, edge + columns * pitch / 2, left_title, second + columns * pitch / 2, right_title);

  const double cell = side / fmax(H, W);
  script_canvas(&drawing);
  script_viridis(&drawing);
  script_own_ranges(&drawing, 2 * maps);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\n"
          "# the first %d maps stand left, the others right\n"
          "# where pixel (r, c) of map f stands\n"
          "x(c, f) = (f < %d ? %g : %g) + f %% %d %% %d * %g + (c + 0.5) * %.6f\n"
          "y(r, f) = %g + f %% %d / %d * %g + (r + 0.5) * %.6f\n\n"
          "picture = \"'%s.dat' index %d with labels,\" \\\n"
          "  . \" for [f=0:%d] '' index f matrix using (x($1, f)):(y($2, f)):(shade($3, f)) with image @pixels\"\n",
          drawing.width, drawing.height, maps, maps, edge, second, maps, columns, pitch, cell, top, maps, columns,
          pitch, cell, figure.name, 2 * maps, 2 * maps - 1);
  return drawing_finish(&drawing);
}

/* ---- patches that excite the filters ---- */

enum { ACROSS = 3, TOP = 9, LINE = -1 /* a pixel of the lines between the patches */ };

/* pixel (r, c) of image n, 0 to 1; outside the image 0, as the padding is */
static float pixel_at(const Dataset *set, int n, int r, int c) {
  if (r < 0 || r >= set->height || c < 0 || c >= set->width) return 0;
  return (float)dataset_pixels(set, n)[(r * set->width + c) * set->channels] / 255;
}

/* nine patches of h x w pixels with lines around them, as one picture; a missing patch is all line */
static void compose_patches(const Functional *model, const Dataset *set, const Excitation best[TOP], int h, int w,
                            float *picture) {
  const int height = ACROSS * (h + 1) + 1, width = ACROSS * (w + 1) + 1;
  for (int i = 0; i < height * width; i++) picture[i] = LINE;
  for (int n = 0; n < TOP; n++) {
    const Field field = receptive_field(model, best[n].row, best[n].column);
    const int top = n / ACROSS * (h + 1) + 1, left = n % ACROSS * (w + 1) + 1;
    for (int r = 0; r < h; r++)
      for (int c = 0; c < w && best[n].image >= 0; c++)
        picture[(top + r) * width + left + c] = pixel_at(set, best[n].image, field.top + r, field.left + c);
  }
}

Status draw_top_patches(Figure figure, const Functional *model, const Dataset *set, const Excitation *best) {
  const int filters = keras_tensor_shape(model->outputs).size[2], F = filters < MOST_MAPS ? filters : MOST_MAPS;
  const int columns = F < 8 ? F : F <= 128 ? 8 : 16;
  const Field field = receptive_field(model, 0, 0);
  const int h = field.bottom - field.top + 1, w = field.right - field.left + 1;
  const int height = ACROSS * (h + 1) + 1, width = ACROSS * (w + 1) + 1, rows = (F + columns - 1) / columns;
  const bool many = worth_a_mosaic(F, 1, 1);
  const double side = 112, cell = side / fmax(height, width);
  const double pitch = many ? round(128 / cell) * cell : 128, words = many ? round(24 / cell) * cell : 24;
  float *picture = allocate((size_t)height * (size_t)width, sizeof *picture);
  Drawing drawing;
  if (!picture || drawing_start(&drawing, figure, 2 * edge + columns * pitch - (pitch - side),
                                2 * edge + rows * (pitch + words) - (pitch - side)) != OK) {
    release(picture);
    return FAILED;
  }
  Mosaic mosaic = {0};
  Status status = OK;
  if (many)
    status = mosaic_start(&mosaic, F, columns, height, width, (int)round((pitch + words) / cell), (int)round(pitch / cell));
  for (int f = 0; f < F && status == OK; f++) {
    compose_patches(model, set, best + f * TOP, h, w, picture);
    if (many)
      mosaic_put(&mosaic, f, 1, picture, false);
    else
      data_block(&drawing, height, width, 1, picture, "filter %d", f);
  }
  release(picture);
  if (status == OK && many) mosaic_block(&drawing, &mosaic, "all filters, row by row");
  fprintf(drawing.data, "# filters, and their strongest answers: x, y, text\n");
  for (int f = 0; f < F; f++) {
    const double left = edge + f % columns * pitch, middle = edge + f / columns * (pitch + words) + 8;
    if (best[f * TOP].image < 0)
      data_word(&drawing, left, middle, "%d: never", f);
    else
      data_word(&drawing, left, middle, "%d: %.2f", f, (double)best[f * TOP].value);
  }

  script_canvas(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\n"
          "# 0 is white, 1 black; the lines between the patches, -1, are blue\n"
          "set palette defined (-1 '#9ecae1', -0.5 '#9ecae1', -0.5 'white', 0 'white', 1 'black')\nset cbrange [-1:1]\n"
          "# where pixel (r, c) of map f stands\n"
          "x(c, f) = %g + f %% %d * %g + (c + 0.5) * %.6f\n"
          "y(r, f) = %g + f / %d * %g + (r + 0.5) * %.6f\n\n"
          "picture = \"'%s.dat' index %d with labels left @small,\" \\\n"
          "  . \" for [f=0:%d] '' index f matrix using (x($1, f)):(y($2, f)):3 with image\"\n",
          drawing.width, drawing.height, edge, columns, pitch, cell, edge + words - 4, columns, pitch + words, cell,
          figure.name, many ? 1 : F, many ? 0 : F - 1);
  return drawing_finish(&drawing);
}

/* ---- the confusion matrix ---- */

Status draw_confusion(Figure figure, int U, const int count[U][U], const char *const *class_name) {
  const double names = 130, top = 110, side = 58;
  Drawing drawing;
  if (drawing_start(&drawing, figure, names + U * side + 64, top + U * side + 40) != OK) return FAILED;
  fprintf(drawing.data,
          "# left, top, right, bottom, colour, count, colour of the count; a row of the matrix after the other\n");
  for (int t = 0; t < U; t++) {
    int images = 0;
    for (int u = 0; u < U; u++) images += count[t][u];
    for (int u = 0; u < U; u++) {
      const double part = images ? (double)count[t][u] / images : 0;
      /* the root, so that a few mistakes among a thousand can be seen */
      const Cell cell = {names + u * side, top + t * side, side, side,
                         two_signs_colour(t == u ? -sqrt(part) : sqrt(part))};
      if (count[t][u])
        data_cell(&drawing, cell, "%d", count[t][u]);
      else
        data_cell(&drawing, cell, "%s", "");
    }
  }
  data_block_end(&drawing);
  fprintf(drawing.data, "# names of the rows: x, y, text\n");
  for (int t = 0; t < U; t++) data_word(&drawing, names - 8, top + (t + 0.5) * side, "%s", class_name[t]);
  data_block_end(&drawing);
  fprintf(drawing.data, "# names of the columns: x, y, text\n");
  for (int u = 0; u < U; u++) data_word(&drawing, names + (u + 0.5) * side, top - 8, "%s", class_name[u]);
  data_block_end(&drawing);
  fprintf(drawing.data, "# what rows and columns are\n");
  data_word(&drawing, edge, top + U * side + 22,
            "row: what it is     column: what the network says     blue: right     red: wrong");

  script_canvas(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\n\n"
          "picture = \"'%s.dat' index 0 using 1:2:1:3:2:4:5 with boxxyerror fillstyle solid 1 border linecolor rgb "
          "'#e4e4e4' fillcolor rgb variable,\" \\\n"
          "  . \" '' index 0 using (($1 + $3) / 2):(($2 + $4) / 2):6:7 with labels textcolor rgb variable,\" \\\n"
          "  . \" '' index 1 with labels right, '' index 2 with labels left rotate by 45, '' index 3 with labels left "
          "@small\"\n",
          drawing.width, drawing.height, figure.name);
  return drawing_finish(&drawing);
}

/* ---- mistakes ---- */

Status draw_mistakes(Figure figure, const Dataset *set, int count, const Mistake *mistake,
                     const char *const *class_name) {
  enum { COLUMNS = 5 };
  if (count == 0) return fail("%s: there are no mistakes to draw", figure.name);
  const double side = 126, across = 186, down = 186;
  const int rows = (count + COLUMNS - 1) / COLUMNS;
  Drawing drawing;
  if (drawing_start(&drawing, figure, 2 * edge + COLUMNS * across - 24, 2 * edge + rows * down - 18) != OK)
    return FAILED;
  float *pixels = allocate((size_t)set->height * (size_t)set->width, sizeof *pixels);
  for (int n = 0; pixels && n < count; n++) {
    for (int r = 0; r < set->height; r++)
      for (int c = 0; c < set->width; c++) pixels[r * set->width + c] = pixel_at(set, mistake[n].image, r, c);
    data_block(&drawing, set->height, set->width, 1, pixels, "image %d", mistake[n].image);
  }
  release(pixels);

  fprintf(drawing.data, "# words: x, y, text\n");
  for (int n = 0; n < count; n++) {
    const double left = edge + n % COLUMNS * across, top = edge + n / COLUMNS * down + side;
    data_word(&drawing, left, top + 14, "is %s", class_name[mistake[n].label]);
    data_word(&drawing, left, top + 33, "said %s %.2f%%", class_name[mistake[n].predicted],
              100 * (double)mistake[n].probability);
  }

  const double cell = side / fmax(set->height, set->width);
  script_canvas(&drawing);
  script_gray_r(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\nset cbrange [0:1]\n"
          "# where pixel (r, c) of image n stands\n"
          "x(c, n) = %g + n %% %d * %g + (c + 0.5) * %.6f\n"
          "y(r, n) = %g + n / %d * %g + (r + 0.5) * %.6f\n\n"
          "picture = \"'%s.dat' index %d with labels left,\" \\\n"
          "  . \" for [n=0:%d] '' index n matrix using (x($1, n)):(y($2, n)):3 with image\"\n",
          drawing.width, drawing.height, edge, COLUMNS, across, cell, edge, COLUMNS, down, cell, figure.name, count,
          count - 1);
  return drawing_finish(&drawing);
}
