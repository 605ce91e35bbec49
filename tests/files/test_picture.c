/* The reader's own picture: scaled, centred, inverted where its background is light. */
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

static float *read_ok(const char *path, int H, int W, bool expect_inverted) {
  float *image = new_floats((size_t)H * (size_t)W);
  bool inverted = !expect_inverted;
  ck_assert_msg(read_picture(path, H, W, image, &inverted) == OK, "%s", error_message());
  ck_assert_int_eq(inverted, expect_inverted);
  return image;
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

/* 4 x 4 into 2 x 2: each the mean of four: (255+0+0+255)/4 = 127.5, 0, 51, (204*4)/4 */
START_TEST(smaller_by_means) {
  const uint8_t pixels[] = {255, 0, 0, 0, 0, 255, 0, 0, 51, 51, 204, 204, 51, 51, 204, 204};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 4, 4, pixels), 2, 2, false);
  check_image(4, image, (float[]){0.5f, 0, 0.2f, 0.8f});
  drop(image);
}
END_TEST

/* 3 x 3 into 2 x 2: each new pixel covers one and a half: (1*1 + 1/2*0 + 1/2*0 + 1/4*1) / 2.25 = 0.5556 */
START_TEST(edges_cut_through_pixels) {
  const uint8_t pixels[] = {255, 0, 0, 0, 255, 0, 0, 0, 0};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 3, 3, pixels), 2, 2, false);
  check_image(4, image, (float[]){0.5556f, 0.1111f, 0.1111f, 0.1111f});
  drop(image);
}
END_TEST

/* a tall picture keeps its proportions: 4 x 2 into 4 x 4 leaves a column of background at each side */
START_TEST(proportions_are_kept) {
  const uint8_t pixels[] = {255, 255, 255, 0, 0, 255, 255, 255};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 4, 2, pixels), 4, 4, true);
  check_image(16, image, (float[]){0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
  drop(image);
}
END_TEST

/* a single pixel, and a line, fill what they can */
START_TEST(larger_than_it_is) {
  const uint8_t pixels[] = {51, 51, 51, 51};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_GRAY, 1, 1, pixels), 2, 2, false);
  check_image(4, image, (float[]){0.2f, 0.2f, 0.2f, 0.2f});
  drop(image);
  image = read_ok(write_png("b.png", PNG_FORMAT_GRAY, 1, 4, pixels), 4, 4, false);
  check_image(16, image, (float[]){0, 0, 0, 0, 0.2f, 0.2f, 0.2f, 0.2f, 0, 0, 0, 0, 0, 0, 0, 0});
  drop(image);
}
END_TEST

/* white, red and transparent in one line; a grey of red is dark, and what is transparent counts as white */
START_TEST(colour_and_transparency) {
  const uint8_t pixels[] = {255, 255, 255, 255, /**/ 255, 0, 0, 255, /**/ 0, 0, 0, 0};
  float *image = read_ok(write_png("a.png", PNG_FORMAT_RGBA, 1, 3, pixels), 3, 3, true);
  ck_assert_float_eq_tol(image[3], 0, 0.003f);
  ck_assert_float_eq_tol(image[5], 0, 0.003f);
  ck_assert_float_gt(image[4], 0.3f);
  ck_assert_float_lt(image[4], 0.9f);
  drop(image);
}
END_TEST

/* ---- what cannot be read ---- */

static void check_refused(const char *path, const char *word) {
  float image[4];
  ck_assert_int_eq(read_picture(path, 2, 2, image, NULL), FAILED);
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
  tcase_add_test(tests, smaller_by_means);
  tcase_add_test(tests, edges_cut_through_pixels);
  tcase_add_test(tests, proportions_are_kept);
  tcase_add_test(tests, larger_than_it_is);
  tcase_add_test(tests, colour_and_transparency);
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
