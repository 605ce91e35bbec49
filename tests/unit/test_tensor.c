/* Shapes, tensors and the memory under them. */
#include "base/tensor.h"

#include <signal.h>
#include <stdint.h>

#include "base/memory.h"
#include "helpers.h"

/* 3*3*1*32 = 288, 32, and one number without any axis */
START_TEST(counts) {
  ck_assert_uint_eq(shape_count((Shape){4, {3, 3, 1, 32}}), 288);
  ck_assert_uint_eq(shape_count((Shape){1, {32}}), 32);
  ck_assert_uint_eq(shape_count((Shape){0}), 1);
  ck_assert_uint_eq(shape_count((Shape){2, {5, 0}}), 0);

  /* more than an int can count: 60000*28*28*64 = 3,010,560,000 */
  ck_assert_uint_eq(shape_count((Shape){4, {60000, 28, 28, 64}}), 3010560000u);
}
END_TEST

START_TEST(equal_shapes) {
  Shape a = {3, {28, 28, 1}};
  ck_assert(shape_equal(a, (Shape){3, {28, 28, 1}}));
  ck_assert(!shape_equal(a, (Shape){3, {28, 28, 3}}));
  ck_assert(!shape_equal(a, (Shape){3, {28, 1, 28}}));
  ck_assert(!shape_equal(a, (Shape){2, {28, 28}}));
  ck_assert(!shape_equal((Shape){1, {28}}, (Shape){2, {28, 1}}));
  ck_assert(shape_equal((Shape){0}, (Shape){0}));
}
END_TEST

/* as Python prints tuples */
START_TEST(text) {
  char room[32];
  ck_assert_str_eq(shape_text((Shape){4, {3, 3, 1, 32}}, sizeof room, room), "(3, 3, 1, 32)");
  ck_assert_str_eq(shape_text((Shape){1, {32}}, sizeof room, room), "(32,)");
  ck_assert_str_eq(shape_text((Shape){0}, sizeof room, room), "()");
}
END_TEST

/* too little room: cut short, but within it and ended */
START_TEST(text_with_little_room) {
  const char *whole = "(3, 3, 1, 32)";
  for (size_t size = 1; size <= strlen(whole); size++) {
    char *room = malloc(size);
    shape_text((Shape){4, {3, 3, 1, 32}}, size, room);
    ck_assert_uint_lt(strlen(room), size);
    ck_assert(strncmp(room, whole, strlen(room)) == 0);
    free(room);
  }
}
END_TEST

START_TEST(create_and_free) {
  Tensor tensor;
  ck_assert(tensor_create(&tensor, (Shape){2, {3, 5}}) == OK);
  ck_assert_uint_eq(tensor_count(&tensor), 15);
  ck_assert_uint_eq((uintptr_t)tensor.data % 64, 0);
  const float *numbers = tensor.data;
  for (int m = 0; m < 15; m++) ck_assert(numbers[m] == 0);

  tensor_free(&tensor);
  ck_assert_ptr_null(tensor.data);
  ck_assert_uint_eq(tensor_count(&tensor), 0);
  tensor_free(&tensor); /* once more does no harm */
}
END_TEST

/* 2^31-1 to the fourth is about 2^124, more than any machine has; the tensor is empty, and the message says so */
START_TEST(too_large) {
  Tensor tensor;
  const int most = INT32_MAX;
  ck_assert_uint_eq(shape_count((Shape){4, {most, most, most, most}}), SIZE_MAX);
  ck_assert(tensor_create(&tensor, (Shape){4, {most, most, most, most}}) == FAILED);
  ck_assert_ptr_null(tensor.data);
  ck_assert_uint_eq(tensor_count(&tensor), 0);
  ck_assert_uint_gt(strlen(error_message()), 0);
  tensor_free(&tensor);
}
END_TEST

START_TEST(memory) {
  for (size_t count = 0; count < 70; count++) {
    char *bytes = allocate(count, 3);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq((uintptr_t)bytes % 64, 0);
    for (size_t m = 0; m < 3 * count; m++) ck_assert_int_eq(bytes[m], 0);
    release(bytes);
  }
  release(NULL);
}
END_TEST

/* count * size would wrap round to something small: 2^63 * 4 = 2^65 -> 0 */
START_TEST(memory_overflow) {
  ck_assert_ptr_null(allocate(SIZE_MAX / 2 + 1, 4));
  ck_assert_uint_gt(strlen(error_message()), 0);
  ck_assert_ptr_null(allocate(SIZE_MAX, 1));
}
END_TEST

/* ---- how failures are told ---- */

START_TEST(messages) {
  ck_assert_str_eq(error_message(), "");
  ck_assert(fail("%s: expected %d, found %d", "a.gz", 3, 4) == FAILED);
  ck_assert_str_eq(error_message(), "a.gz: expected 3, found 4");

  /* the older message may be part of the newer one */
  fail("while reading: %s", error_message());
  ck_assert_str_eq(error_message(), "while reading: a.gz: expected 3, found 4");

  /* one line, whatever a file is called */
  fail("%s", "two\nlines\r");
  ck_assert_ptr_null(strpbrk(error_message(), "\n\r"));
}
END_TEST

START_TEST(a_bug_stops_the_program) { BUG("two shapes: %d and %d", 3, 4); }
END_TEST

int main(void) {
  TCase *tests = tcase_create("tensor");
  tcase_add_test(tests, counts);
  tcase_add_test(tests, equal_shapes);
  tcase_add_test(tests, text);
  tcase_add_test(tests, text_with_little_room);
  tcase_add_test(tests, create_and_free);
  tcase_add_test(tests, too_large);
  tcase_add_test(tests, memory);
  tcase_add_test(tests, memory_overflow);
  tcase_add_test(tests, messages);
  tcase_add_test_raise_signal(tests, a_bug_stops_the_program, SIGABRT);
  return run_tests("tensor", tests);
}
