// [own: top]
/* A picture of the reader's own: see own_picture.h. */
#include "own_picture.h"

#include "figures/figures.h"
#include "files/picture.h"

static void tell(const Options *options, const Picture *picture, int H, int W) {
  printf("%s, %d rows of %d pixels:\n", options->png, picture->height,
         picture->width);
  if (picture->transparent) {
    printf("  background: transparent, taken for %s\n",
           picture->inverted ? "white" : "black");
  } else {
    printf("  background: a grey of %d, where black is 0 and white 255\n",
           picture->background);
  }
  printf("  %sinverted, for %s\n", picture->inverted ? "" : "not ",
         options->invert != INVERT_AUTO ? "--invert says so"
         : picture->inverted            ? "the garment is darker than that"
                                        : "the garment is lighter than that");
  printf("  cut out: rows %d to %d, columns %d to %d; scaled to %dx%d\n",
         picture->top, picture->bottom - 1, picture->left, picture->right - 1,
         H, W);
  for (int n = 0; n < picture->warning_count; n++)
    printf("  warning: %s\n", picture->warnings[n]);
  putchar('\n');
}

// [own: top] [own: draw]
static Status draw(const Options *options, const char *figure,
                   const Picture *picture, int H, int W, const float *image) {
  Figure where = {.folder = options->figures,
                  .name = figure,
                  .caption = "Your own picture in grey, what was cut out of "
                             "it, and what the network gets.",
                  .caption_ko = "직접 찍은 사진(흑백), 잘라 낸 부분, 그리고 "
                                "신경망에 들어가는 이미지."};
  const double height = picture->height, width = picture->width;
  const int *whole = picture->original.shape.size,
            *cut = picture->cut.shape.size;
  char title[40];
  snprintf(title, sizeof title, "%dx%d, for the network", H, W);
  const Panel panel[] = {
      {"in grey", whole[0], whole[1], picture->original.data,
       {picture->top / height, picture->left / width,
        picture->bottom / height, picture->right / width}},
      {picture->inverted ? "inverted and cut out" : "cut out", cut[0], cut[1],
       picture->cut.data, {0}},
      {title, H, W, image, {0}}};
  return draw_panels(where, 3, panel);
}

// [own: draw] [own: picture]
Status own_picture(const Options *options, const char *figure, int H, int W,
                   float *image) {
  const bool invert = options->invert == INVERT_YES;
  Picture picture;
  if (read_picture(options->png,
                   options->invert == INVERT_AUTO ? NULL : &invert, H, W, image,
                   &picture) != OK)
    return FAILED;
  tell(options, &picture, H, W);
  const Status status =
      figure ? draw(options, figure, &picture, H, W, image) : OK;
  picture_free(&picture);
  return status;
}
// [own: picture]
