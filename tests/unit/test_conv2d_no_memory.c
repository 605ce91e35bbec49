/*
 * The fast paths of the convolution work in memory of their own. When there is none, they
 * must still give the right answer, by a path that needs less. Here allocate() always
 * fails: this file's own takes the place of the library's (lib/base/memory.c).
 */
#include "base/memory.h"

#include "conv2d_case.h"
#include "kernels/conv2d_ladder.h"

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

int main(void) {
  TCase *tests = tcase_create("no memory");
  tcase_add_test(tests, no_memory);
  return run_tests("conv2d_no_memory", tests);
}
