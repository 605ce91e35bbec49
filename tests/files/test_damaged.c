/*
 * Damaged files: cut off at many places, and with each field of 8 bytes overwritten in
 * turn. Whatever libhdf5 does with them in the child, here it is either a model or one
 * line that names the file. (Random damage by the thousand: tests/fuzz.)
 *
 * That is thousands of child processes, so this test is built without sanitizers, and
 * tries one field in eight, another cut in eight; with DAMAGE=all every one.
 */
#include <signal.h>
#include <sys/wait.h>

#include "files/child.h"
#include "fixtures.h"

static size_t every(void) {
  const char *damage = getenv("DAMAGE");
  return damage && strcmp(damage, "all") == 0 ? 1 : 8;
}

/* loads it: OK or a message, never anything else */
static Status load_damaged(const char *path) {
  Contents contents;
  Status status = load_contents(path, NULL, true, &contents);
  if (status != OK) {
    ck_assert_msg(strncmp(error_message(), path, strlen(path)) == 0, "does not name the file: %s", error_message());
    ck_assert_int_eq(contents.model.layer_count, 0);
  }
  contents_free(&contents);
  return status;
}

/* a small model, so that all of its bytes can be tried */
static void save_small(const char *path) {
  Random random = random_from_seed(2);
  Sequential model = sequential();
  add_input(&model, (Input){.height = 2, .width = 2, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 1, .kernel_size = 1});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 2});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 2, .activation = RELU});
  add_dense(&model, (Dense){.units = 2, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, &random), OK);
  ck_assert_int_eq(save_model(path, &model, NULL), OK);
  sequential_free(&model);
}

static void cut_everywhere(const char *name) {
  save_small(in_folder(name));
  size_t size;
  unsigned char *bytes = bytes_of(in_folder(name), &size);
  for (size_t length = 0; length < size; length += 64 * every())
    ck_assert_msg(load_damaged(write_plain("cut", bytes, length)) == FAILED, "%s is loaded from %zu of %zu bytes", name,
                  length, size);
  free(bytes);
}

START_TEST(cut_h5) { cut_everywhere("small.h5"); }
END_TEST
START_TEST(cut_keras) { cut_everywhere("small.keras"); }
END_TEST
START_TEST(cut_pt) { cut_everywhere("small.pt"); }
END_TEST

/* each field of 8 bytes all ones; a test tries one in `step` of them */
static void flip_fields(const char *name, size_t first, size_t step) {
  save_small(in_folder(name));
  size_t size;
  unsigned char *bytes = bytes_of(in_folder(name), &size), kept[8];
  for (size_t at = first * 8; at + 8 <= size; at += step * 8 * every()) {
    memcpy(kept, bytes + at, 8);
    memset(bytes + at, 0xff, 8);
    load_damaged(write_plain("flipped", bytes, size));
    memcpy(bytes + at, kept, 8);
  }
  free(bytes);
}

START_TEST(flip_h5) { flip_fields("small.h5", (size_t)_i, 4); }
END_TEST
START_TEST(flip_keras) { flip_fields("small.keras", (size_t)_i, 4); }
END_TEST
START_TEST(flip_pt) { flip_fields("small.pt", (size_t)_i, 1); }
END_TEST

/* ---- the child itself ---- */

static void crash(int out, void *data) {
  (void)out, (void)data;
  signal(SIGABRT, SIG_DFL);
  abort();
}

static void answer_in_part(int out, void *data) {
  child_send(out, data, 4);
  _exit(EXIT_SUCCESS);
}

/* what a library does that does not look at what malloc gave it, and one that ends the program instead */
static void crash_without_memory(int out, void *data) {
  (void)out;
  volatile char *volatile room = malloc((size_t)1 << 40);
  if (data) exit(-1);
  *room = 1;
}

static void run_for_ever(int out, void *data) {
  (void)out, (void)data;
  for (volatile unsigned i = 0;; i++) continue;
}

/* answers whether it could have 256 MB more than it was allowed */
static void ask_for_much(int out, void *data) {
  (void)data;
  void *volatile room = malloc((size_t)(1 << 26) + (1 << 28)); /* volatile: a compiler may leave out what is not used */
  const char answer = room ? 'y' : 'n';
  child_send(out, &answer, 1);
}

START_TEST(a_child_that_wants_much_memory) {
  Child child;
  char answer = 0;
  ck_assert_int_eq(child_start(&child, ask_for_much, NULL, 1 << 26, 1), OK);
  ck_assert_int_eq(child_receive(&child, &answer, 1), OK);
  child_end(&child);
  ck_assert_int_eq(answer, 'n');
}
END_TEST

START_TEST(a_child_that_crashes) {
  Child child;
  char answer[8];
  ck_assert_int_eq(child_start(&child, crash, NULL, 1 << 26, 1), OK);
  ck_assert_int_eq(child_receive(&child, answer, sizeof answer), FAILED);
  ck_assert_int_eq(child.end, CHILD_CRASHED);
  child_end(&child);
}
END_TEST

START_TEST(a_child_that_is_short_of_memory) {
  char answer[8], data[] = "exit";
  for (int i = 0; i < 2; i++) {
    Child child;
    ck_assert_int_eq(child_start(&child, crash_without_memory, i ? data : NULL, 1 << 26, 1), OK);
    ck_assert_int_eq(child_receive(&child, answer, sizeof answer), FAILED);
    ck_assert_int_eq(child.end, CHILD_SHORT_OF_MEMORY);
    child_end(&child);
  }
}
END_TEST

START_TEST(a_child_that_says_too_little) {
  Child child;
  char answer[8], data[] = "four";
  ck_assert_int_eq(child_start(&child, answer_in_part, data, 1 << 26, 1), OK);
  ck_assert_int_eq(child_receive(&child, answer, sizeof answer), FAILED);
  child_end(&child);
}
END_TEST

START_TEST(a_child_that_never_ends) {
  Child child;
  char answer[8];
  ck_assert_int_eq(child_start(&child, run_for_ever, NULL, 1 << 26, 1), OK);
  ck_assert_int_eq(child_receive(&child, answer, sizeof answer), FAILED);
  ck_assert_int_eq(child.end, CHILD_TOO_SLOW);
  child_end(&child);
  ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1); /* nothing is left of it */
}
END_TEST

START_TEST(a_child_that_is_not_needed_any_more) {
  Child child;
  ck_assert_int_eq(child_start(&child, run_for_ever, NULL, 1 << 26, 1), OK);
  child_end(&child);
  child_end(&child);
  ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("damaged");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, cut_h5);
  tcase_add_test(tests, cut_keras);
  tcase_add_test(tests, cut_pt);
  tcase_add_loop_test(tests, flip_h5, 0, 4);
  tcase_add_loop_test(tests, flip_keras, 0, 4);
  tcase_add_loop_test(tests, flip_pt, 0, 1);
  tcase_add_test(tests, a_child_that_wants_much_memory);
  tcase_add_test(tests, a_child_that_crashes);
  tcase_add_test(tests, a_child_that_is_short_of_memory);
  tcase_add_test(tests, a_child_that_says_too_little);
  tcase_add_test(tests, a_child_that_never_ends);
  tcase_add_test(tests, a_child_that_is_not_needed_any_more);
  return run_tests("damaged model files", tests);
}
