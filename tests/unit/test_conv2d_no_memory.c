/*
 * The fast paths of the convolution work in memory of their own. When there is none, they
 * must still give the right answer, by a path that needs less. Here allocate() always
 * fails: this file's own takes the place of the library's (lib/base/memory.c).
 */
#include "base/memory.h"

#include "conv2d_case.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/conv2d_pooled.h"

static int asked;

void *allocate(size_t count, size_t size) {
  (void)count, (void)size;
  asked++;
  return NULL;
}

void release(void *array) { ck_assert_ptr_null(array); }

static void check_path(const char *name, Conv2DForward *forward, Conv2DBackwardKernel *backward_kernel,
                       Conv2DBackwardInput *backward_input) {
  Random random = random_from_seed(7);
  Conv2DCase a = new_conv2d_case((Conv2DCase){.N = 2, .H = 7, .W = 6, .C = 9, .F = 10, .K = 3, .S = 1}, SAME, &random);
  Conv2DReference to = conv2d_reference(&a);

  asked = 0;
  case_forward(forward, &a);
  ck_assert_int_gt(asked, 0); /* otherwise this test tests nothing */
  /* 10 units: as conv2d_case.h counts errors; the worst path of test_conv2d.c stays below 5 */
  ck_assert_msg(largest_error(y_count(&a), a.y, to.y, to.y_size) < 10, "%s, forward", name);

  if (backward_kernel) {
    case_backward_kernel(backward_kernel, &a);
    case_backward_input(backward_input, &a);
    ck_assert_msg(largest_error(w_count(&a), a.dw, to.dw, to.dw_size) < 10, "%s, kernel", name);
    ck_assert_msg(largest_error((size_t)a.F, a.db, to.db, to.db_size) < 10, "%s, bias", name);
    ck_assert_msg(largest_error(x_count(&a), a.dx, to.dx, to.dx_size) < 10, "%s, input", name);
  }
  free_conv2d_case(&a), free_conv2d_reference(&to);
}

START_TEST(no_memory) {
  check_path("tiled", conv2d_forward_tiled, NULL, NULL);
  check_path("blocked", conv2d_forward_blocked, conv2d_backward_kernel_blocked, conv2d_backward_input_blocked);
  check_path("winograd 1d", conv2d_forward_winograd_1d, NULL, NULL);
  check_path("winograd", conv2d_forward_winograd, conv2d_backward_kernel_winograd, conv2d_backward_input_winograd);
}
END_TEST

/* the pooled kernel then takes all images' places in its room at once */
START_TEST(pooled_without_memory) {
  Random random = random_from_seed(8);
  Conv2DCase a = new_conv2d_case((Conv2DCase){.N = 3, .H = 5, .W = 4, .C = 1, .F = 3, .K = 3, .S = 1}, SAME, &random);
  float *y = new_floats(3 * 2 * 2 * 3), *dy = random_floats(&random, 3 * 2 * 2 * 3);
  int *winner = new_ints(3 * 2 * 2 * 3);
  conv2d_pooled_forward(3, 5, 4, 1, 3, 3, 1, 5, 4, 1, 1, 2, (void *)y, (void *)winner, (void *)a.y, (const void *)a.x,
                        (const void *)a.w, a.b);
  conv2d_pooled_backward(3, 5, 4, 1, 3, 3, 1, 5, 4, 1, 1, 2, (void *)a.dw, a.db, (void *)a.y, (const void *)a.x,
                         (const void *)y, (const void *)winner, (const void *)dy);

  /* db[f] is the sum of the dy that ReLU let through */
  float db[3] = {0};
  for (int m = 0; m < 3 * 2 * 2 * 3; m++) db[m % 3] += y[m] > 0 ? dy[m] : 0;
  check_floats("db", 3, a.db, db, 1e-6);
  for (int m = 0; m < 27; m++) ck_assert(isfinite(a.dw[m]));
  drop(y), drop(dy), drop(winner), free_conv2d_case(&a);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("no memory");
  tcase_add_test(tests, no_memory);
  tcase_add_test(tests, pooled_without_memory);
  return run_tests("conv2d_no_memory", tests);
}
