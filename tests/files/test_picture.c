/* The reader's own picture: the garment is found, cut out, inverted where it is dark, and scaled. */
#include "files/picture.h"

#include <png.h>
#include <sys/stat.h>

#include "../unit/helpers.h"
#include "../unit/temporary.h"

/* ---- pictures made here ---- */

static const char *write_png(const char *name, unsigned format, int height, int width, const void *pixels) {
  const char *path = in_folder(name);
  png_image png = {
      .version = PNG_IMAGE_VERSION, .height = (unsigned)height, .width = (unsigned)width, .format = format};
  ck_assert_msg(png_image_write_to_file(&png, path, 0, pixels, 0, NULL), "%s", png.message);
  return path;
}

static void check_image(int n, const float *image, const float expected[n]) {
  for (int i = 0; i < n; i++)
    ck_assert_msg(fabsf(image[i] - expected[i]) < 0.003f, "pixel %d: %g, expected %g", i, (double)image[i],
                  (double)expected[i]);
}

static Picture picture;

static float *read_ok(const char *path, int H, int W, bool expect_inverted) {
  float *image = new_floats((size_t)H * (size_t)W);
  picture_free(&picture);
  ck_assert_msg(read_picture(path, NULL, H, W, image, &picture) == OK, "%s", error_message());
  ck_assert_int_eq(picture.inverted, expect_inverted);
  return image;
}

static void check_warnings(const char *const *words) {
  int expected = 0;
  while (words[expected]) expected++;
  for (int n = 0; n < expected; n++) {
    bool found = false;
    for (int w = 0; w < picture.warning_count; w++) found |= strstr(picture.warnings[w], words[n]) != NULL;
    ck_assert_msg(found, "no warning says '%s'", words[n]);
  }
  ck_assert_int_eq(picture.warning_count, expected);
}

/* ---- what becomes of them ---- */

START_TEST(the_same_size_on_black) {
  const uint8_t pixels[] = {0, 0, 0, 0, 255, 0, 0, 51, 0};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 3, 3, pixels), 3, 3, false);
  check_image(9, image, (float[]){0, 0, 0, 0, 1, 0, 0, 0.2f, 0});
  drop(image);
}
END_TEST

START_TEST(inverted_on_white) {
  const uint8_t pixels[] = {255, 255, 255, 255, 0, 255, 255, 255, 255};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 3, 3, pixels), 3, 3, true);
  check_image(9, image, (float[]){0, 0, 0, 0, 1, 0, 0, 0, 0});
  drop(image);
}
END_TEST

/* on a grey of 200: 200 becomes 0, 0 becomes 1, 150 becomes (200-150)/200 = 0.25, and 230, lighter still, 0 */
START_TEST(the_background_becomes_black) {
  const uint8_t pixels[] = {200, 200, 200, 200, 200, 0, 150, 200, 200, 0, 230, 200, 200, 200, 200, 200};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 4, 4, pixels), 4, 4, true);
  check_image(16, image, (float[]){0, 0, 0, 0, 0, 1, 0.25f, 0, 0, 1, 0, 0, 0, 0, 0, 0});
  ck_assert_int_eq(picture.background, 200);
  drop(image);
}
END_TEST

/* the 4 x 4 within the edge into 2 x 2: each the mean of four: (255+0+0+255)/4 = 127.5, 0, 51, (204*4)/4 */
START_TEST(smaller_by_means) {
  const uint8_t pixels[6][6] = {
      {0}, {0, 255, 0, 0, 0}, {0, 0, 255, 0, 0}, {0, 51, 51, 204, 204}, {0, 51, 51, 204, 204}, {0}};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 6, 6, pixels), 2, 2, false);
  check_image(4, image, (float[]){0.5f, 0, 0.2f, 0.8f});
  ck_assert(picture.top == 1 && picture.left == 1 && picture.bottom == 5 && picture.right == 5);
  drop(image);
}
END_TEST

/* 3 x 3 into 2 x 2: each new pixel covers one and a half: (1*1 + 1/4*1) / 2.25 = 0.5556, (1/4*1) / 2.25 = 0.1111 */
START_TEST(edges_cut_through_pixels) {
  const uint8_t pixels[5][5] = {{0}, {0, 255, 0, 0}, {0, 0, 255, 0}, {0, 0, 0, 255}, {0}};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 5, 5, pixels), 2, 2, false);
  check_image(4, image, (float[]){0.5556f, 0.1111f, 0.1111f, 0.5556f});
  drop(image);
}
END_TEST

/* a tall thing keeps its proportions: 4 x 2 into 4 x 4 leaves a column of background at each side; 1 - 102/255 = 0.6 */
START_TEST(proportions_are_kept) {
  const uint8_t w = 255, pixels[6][4] = {{w, w, w, w}, {w, 0, 0, w}, {w, 0, 102, w}, {w, 0, 0, w}, {w, 0, 0, w}, {w, w, w, w}};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 6, 4, pixels), 4, 4, true);
  check_image(16, image, (float[]){0, 1, 1, 0, 0, 1, 0.6f, 0, 0, 1, 1, 0, 0, 1, 1, 0});
  drop(image);
}
END_TEST

/* a single pixel, and a line, fill what they can */
START_TEST(larger_than_it_is) {
  const uint8_t pixels[3][6] = {{0}, {0, 51, 51, 51, 51, 0}, {0}}, dot[9] = {0, 0, 0, 0, 51};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 3, 3, dot), 2, 2, false);
  check_image(4, image, (float[]){0.2f, 0.2f, 0.2f, 0.2f});
  drop(image);
  image = read_ok(write_png("b.png", PNG_FORMAT_GRAY, 3, 6, pixels), 4, 4, false);
  check_image(16, image, (float[]){0, 0, 0, 0, 0.2f, 0.2f, 0.2f, 0.2f, 0, 0, 0, 0, 0, 0, 0, 0});
  drop(image);
}
END_TEST

/* a coloured or white thing in the middle of nothing */
static const char *write_on_nothing(uint8_t red, uint8_t green, uint8_t blue) {
  uint8_t pixels[9][4] = {{0}};
  pixels[4][0] = red, pixels[4][1] = green, pixels[4][2] = blue, pixels[4][3] = 255;
  return write_png("a.png", PNG_FORMAT_RGBA, 3, 3, pixels);
}

/* what is transparent counts as white under what is dark, as black under what is light, so neither vanishes */
START_TEST(colour_and_transparency) {
  float *image = read_ok(write_on_nothing(0, 0, 128), 3, 3, true);
  ck_assert(image[0] == 0 && image[4] > 0.7f && picture.transparent);
  drop(image);
  image = read_ok(write_on_nothing(255, 255, 255), 3, 3, false);
  check_image(9, image, (float[]){0, 0, 0, 0, 1, 0, 0, 0, 0});
  drop(image);

  /* told to, it makes it white on white, and says so */
  const bool invert = true;
  float seen[9];
  ck_assert_int_eq(read_picture(in_folder("a.png"), &invert, 3, 3, seen, NULL), FAILED);
  ck_assert_msg(strstr(error_message(), "leave --invert out") != NULL, "%s", error_message());
}
END_TEST

/* light and dark beside each other on grey: --invert chooses, 0.2 = (150 - 120) / 150 or (171 - 150) / (255 - 150) */
START_TEST(invert_as_told) {
  const uint8_t pixels[4][4] = {{150, 150, 150, 150}, {150, 120, 171, 150}, {150, 120, 171, 150}, {150, 150, 150, 150}};
  const char *path = write_png("a.png", PNG_FORMAT_GRAY, 4, 4, pixels);
  const bool no = false, yes = true;
  float image[16];
  ck_assert_int_eq(read_picture(path, &yes, 4, 4, image, NULL), OK);
  check_image(16, image, (float[]){0, 0, 0, 0, 0, 0.2f, 0, 0, 0, 0.2f, 0, 0, 0, 0, 0, 0});
  ck_assert_int_eq(read_picture(path, &no, 4, 4, image, NULL), OK);
  check_image(16, image, (float[]){0, 0, 0, 0, 0, 0, 0.2f, 0, 0, 0, 0.2f, 0, 0, 0, 0, 0});
}
END_TEST

/* 3 x 3 of 16 bits a pixel, and not a word on gamma */
static const char *write_sixteen_bits(const uint16_t pixels[9]) {
  const char *path = in_folder("sixteen.png");
  FILE *file = fopen(path, "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_set_IHDR(png, info, 3, 3, 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (int r = 0; r < 3; r++) {
    uint8_t row[6];
    for (int c = 0; c < 3; c++) row[2 * c] = (uint8_t)(pixels[3 * r + c] >> 8), row[2 * c + 1] = (uint8_t)pixels[3 * r + c];
    png_write_row(png, row);
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  fclose(file);
  return path;
}

/* 257 * v of 65535 is v of 255: the same grey, not one that a gamma has made lighter */
START_TEST(sixteen_bits_are_the_same_grey) {
  const uint16_t pixels[] = {0, 0, 0, 0, 257 * 102, 257 * 51, 0, 0, 0};
  float *image = read_ok(write_sixteen_bits(pixels), 3, 3, false);
  check_image(9, image, (float[]){0, 0, 0, 0, 0.4f, 0.2f, 0, 0, 0});
  drop(image);
}
END_TEST

/* ---- a phone's photograph ---- */

enum { TALL = 400, WIDE = 300, TOP = 80, LEFT = 40, BOTTOM = 330, RIGHT = 260 };

/* a T-shirt of this grey on a table: wood with a grain, lighter to one corner, a shadow under the shirt */
static const char *write_photograph(int table, int grain, int slope, int shirt, int dx) {
  static uint8_t pixels[TALL][WIDE];
  for (int r = 0; r < TALL; r++)
    for (int c = 0; c < WIDE; c++) {
      const bool sleeves = r >= TOP && r < TOP + 80 && c >= LEFT + dx && c < RIGHT + dx;
      const bool body = r >= TOP && r < BOTTOM && c >= LEFT + 55 + dx && c < RIGHT - 55 + dx;
      const bool shadow = r >= TOP && r < BOTTOM + 3 && c >= LEFT + 55 + dx && c < RIGHT - 51 + dx;
      double grey = table + slope * (c - WIDE / 2.0) / WIDE + slope * (r - TALL / 2.0) / TALL;
      grey += grain * sin(c * 0.21 + 3 * sin(r * 0.02)) + (r * 7 + c * 13) % 5 - 2;
      if (shadow) grey *= 0.8;
      if (sleeves || body) grey = shirt + 6 * sin(c * 0.1 + r * 0.03);
      pixels[r][c] = (uint8_t)fmax(0, fmin(255, grey));
    }
  return write_png("photograph.png", PNG_FORMAT_GRAY, TALL, WIDE, pixels);
}

/* the shirt is found to a few pixels, lies on black, and is light; its 250 rows fill the image's 28, its columns 25 */
static void check_shirt(const float *image) {
  ck_assert_int_le(abs(picture.top - TOP) + abs(picture.left - LEFT), 4);
  ck_assert_int_le(abs(picture.bottom - BOTTOM) + abs(picture.right - RIGHT), 8);
  ck_assert_float_lt(image[27 * 28 + 2], 0.05f); /* beside the body, below the sleeve */
  ck_assert_float_lt(image[27 * 28 + 25], 0.05f);
  ck_assert_float_gt(image[4 * 28 + 4], 0.4f); /* the sleeve */
  ck_assert_float_gt(image[20 * 28 + 14], 0.4f);
}

START_TEST(a_shirt_on_a_table) {
  float *image = read_ok(write_photograph(140, 10, 35, 40, 0), 28, 28, true);
  check_shirt(image);
  check_warnings((const char *const[]){"grey", "uneven", NULL});
  drop(image);
  image = read_ok(write_photograph(110, 10, 35, 235, 0), 28, 28, false); /* a white shirt stays white */
  check_shirt(image);
  check_warnings((const char *const[]){"grey", "uneven", NULL});
  drop(image);
}
END_TEST

START_TEST(a_shirt_on_a_sheet_of_paper) {
  float *image = read_ok(write_photograph(240, 1, 4, 60, 0), 28, 28, true);
  check_shirt(image);
  check_warnings((const char *const[]){NULL});
  drop(image);
  image = read_ok(write_photograph(240, 1, 4, 60, 60), 28, 28, true); /* a sleeve is out of the picture */
  check_warnings((const char *const[]){"touches", NULL});
  drop(image);
  image = read_ok(write_photograph(240, 1, 4, 190, 0), 28, 28, true);
  check_warnings((const char *const[]){"hardly stands out", NULL});
  drop(image);
}
END_TEST

/* what is drawn: the whole in its own greys, and what was cut out of it, both small */
START_TEST(kept_to_be_drawn) {
  float *image = read_ok(write_photograph(240, 1, 4, 60, 0), 28, 28, true);
  const int *whole = picture.original.shape.size, *cut = picture.cut.shape.size;
  ck_assert_int_eq(whole[0], PREVIEW_SIDE);
  ck_assert_int_eq(whole[1], PREVIEW_SIDE * WIDE / TALL);
  ck_assert_int_eq(cut[0], PREVIEW_SIDE);
  const float *grey = picture.original.data;
  ck_assert_float_eq_tol(grey[whole[0] / 2 * whole[1] + whole[1] / 2], 60 / 255.0f, 0.04f);
  ck_assert_float_eq_tol(grey[2 * whole[1] + 2], 240 / 255.0f, 0.04f);
  drop(image);
}
END_TEST

/* ---- what cannot be read ---- */

static void check_refused(const char *path, const char *word) {
  float image[4];
  ck_assert_int_eq(read_picture(path, NULL, 2, 2, image, NULL), FAILED);
  ck_assert_msg(strstr(error_message(), word) && strstr(error_message(), path), "%s", error_message());
}

START_TEST(no_picture) {
  check_refused(in_folder("missing.png"), "cannot be opened");
  check_refused(folder, "not a file");
  check_refused(write_plain("empty.png", "", 0), "PNG");
  check_refused(write_plain("page.png", "<html>404</html>", 16), "PNG");
  const char *fifo = in_folder("fifo.png");
  ck_assert_int_eq(mkfifo(fifo, 0600), 0);
  check_refused(fifo, "not a file"); /* and is not waited for */
}
END_TEST

START_TEST(nothing_but_background) {
  uint8_t pixels[100];
  for (int i = 0; i < 100; i++) pixels[i] = (uint8_t)(100 + i % 7);
  check_refused(write_png("a.png", PNG_FORMAT_GRAY, 10, 10, pixels), "nothing in it");
  check_refused(write_png("b.png", PNG_FORMAT_GRAY, 1, 1, pixels), "nothing in it");
}
END_TEST

/* cut short anywhere, it is refused; no read past an end, which the address sanitizer watches */
START_TEST(cut_short) {
  uint8_t pixels[40 * 40];
  for (int i = 0; i < 1600; i++) pixels[i] = (uint8_t)(i * 37);
  const char *path = write_png("whole.png", PNG_FORMAT_GRAY, 40, 40, pixels);
  static uint8_t bytes[4000];
  FILE *file = fopen(path, "rb");
  const size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  for (size_t kept = 0; kept + 20 < size; kept += 13) check_refused(write_plain("cut.png", bytes, kept), "PNG");
}
END_TEST

/* a header that claims 60,000 x 60,000 pixels: refused before anything is made for them */
START_TEST(too_large) {
  uint8_t pixel = 0;
  const char *path = write_png("a.png", PNG_FORMAT_GRAY, 1, 1, &pixel);
  uint8_t bytes[200];
  FILE *file = fopen(path, "rb");
  const size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  bytes[18] = 0xea, bytes[19] = 0x60, bytes[22] = 0xea, bytes[23] = 0x60; /* IHDR's width and height */
  const uLong sum = crc32(0, bytes + 12, 17);
  for (int i = 0; i < 4; i++) bytes[29 + i] = (uint8_t)(sum >> 8 * (3 - i));
  check_refused(write_plain("huge.png", bytes, size), "60000 x 60000");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("picture");
  TCase *tests = tcase_create("picture");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, the_same_size_on_black);
  tcase_add_test(tests, inverted_on_white);
  tcase_add_test(tests, the_background_becomes_black);
  tcase_add_test(tests, smaller_by_means);
  tcase_add_test(tests, edges_cut_through_pixels);
  tcase_add_test(tests, proportions_are_kept);
  tcase_add_test(tests, larger_than_it_is);
  tcase_add_test(tests, colour_and_transparency);
  tcase_add_test(tests, invert_as_told);
  tcase_add_test(tests, sixteen_bits_are_the_same_grey);
  tcase_add_test(tests, a_shirt_on_a_table);
  tcase_add_test(tests, a_shirt_on_a_sheet_of_paper);
  tcase_add_test(tests, kept_to_be_drawn);
  tcase_add_test(tests, nothing_but_background);
  tcase_add_test(tests, no_picture);
  tcase_add_test(tests, cut_short);
  tcase_add_test(tests, too_large);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
