/* Average pooling: means worked out by hand, gradients, and a network with it. */
#include "helpers.h"
#include "kernels/average_pooling2d.h"
#include "model/sequential.h"

static const float x[9] = {1, 2, 3, /**/ 4, 5, 6, /**/ 7, 8, 10};

/* windows of 2 x 2, step 2, on 3 x 3: valid has (1+2+4+5)/4 = 3 only */
START_TEST(valid) {
  float *y = new_floats(1);
  average_pooling2d_forward(1, 3, 3, 1, 2, 2, 1, 1, 0, 0, (void *)y, (const void *)x);
  check_floats("y", 1, y, (const float[]){3}, 0);
  drop(y);
}
END_TEST

/* same: those at the edge see fewer pixels: (3+6)/2 = 4.5, (7+8)/2 = 7.5, 10/1 */
START_TEST(same) {
  float *y = new_floats(4), *dx = new_floats(9);
  average_pooling2d_forward(1, 3, 3, 1, 2, 2, 2, 2, 0, 0, (void *)y, (const void *)x);
  check_floats("y", 4, y, (const float[]){3, 4.5f, 7.5f, 10}, 0);

  /* each dy goes back in equal parts: 4 to four pixels, 2 to two, 6 to two, 5 to one */
  const float dy[4] = {4, 2, 6, 5};
  average_pooling2d_backward(1, 3, 3, 1, 2, 2, 2, 2, 0, 0, (void *)dx, (const void *)dy);
  check_floats("dx", 9, dx, (const float[]){1, 1, 1, /**/ 1, 1, 1, /**/ 3, 3, 5}, 0);
  drop(y), drop(dx);
}
END_TEST

enum { N = 2, H = 7, W = 6, C = 3, K = 3, P = 4, Q = 3 }; /* same, step 2: rows -1..1, 1..3, ...; columns 0..2, 2..4, 4..6 */

static double loss(void *given) {
  float **a = given, *y = new_floats(N * P * Q * C);
  average_pooling2d_forward(N, H, W, C, K, 2, P, Q, 1, 0, (void *)y, (const void *)a[0]);
  double sum = weighted_sum(N * P * Q * C, y, a[1]);
  drop(y);
  return sum;
}

/* linear in x: a step of 1 has no error but rounding; windows overlap */
START_TEST(gradient) {
  Random random = random_from_seed(3);
  float *a[] = {random_floats(&random, N * H * W * C), random_floats(&random, N * P * Q * C)};
  float *dx = new_floats(N * H * W * C);
  average_pooling2d_backward(N, H, W, C, K, 2, P, Q, 1, 0, (void *)dx, (const void *)a[1]);
  ck_assert_double_lt(gradient_error(N * H * W * C, a[0], dx, 1, loss, a), 1e-5);
  dx[5] += 0.01f; /* a planted mistake is seen */
  ck_assert_double_gt(gradient_error(N * H * W * C, a[0], dx, 1, loss, a), 1e-3);
  drop(a[0]), drop(a[1]), drop(dx);
}
END_TEST

/* the network's slope by a weight below the pooling, against nudging it: the loss bends, so a small step */
START_TEST(in_a_network) {
  Random random = random_from_seed(4);
  Sequential model = sequential();
  add_input(&model, (Input){.height = 5, .width = 6, .channels = 2});
  add_conv2d(&model, (Conv2D){.filters = 4, .kernel_size = 3, .padding = SAME});
  add_average_pooling2d(&model, (AveragePooling2D){.pool_size = 2, .padding = SAME});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 3, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, &random), OK);
  ck_assert_int_eq(compile(&model, (Adam){0}), OK);
  ck_assert_str_eq(model.layers[1].name, "average_pooling2d");
  ck_assert_int_eq(model.layers[1].output_shape.size[0], 3); /* ceil(5 / 2) */

  float *image = random_floats(&random, 5 * 6 * 2), l[1];
  const int label[1] = {1};
  float *w = model.layers[0].kernel.value.data, kept = w[7], found[2];
  ck_assert_ptr_nonnull(forward(&model, 1, image, true, &random));
  backward(&model, 1, label, l);
  float slope = ((float *)model.layers[0].kernel.gradient.data)[7];
  for (int side = 0; side < 2; side++) {
    w[7] = kept + (side ? 0.01f : -0.01f);
    ck_assert_ptr_nonnull(forward(&model, 1, image, true, &random));
    backward(&model, 1, label, l);
    found[side] = l[0];
  }
  ck_assert_double_eq_tol((double)((found[1] - found[0]) / 0.02f), (double)slope, 1e-4);
  ck_assert_double_gt(fabs((double)slope), 1e-3); /* otherwise this tests nothing */
  drop(image), sequential_free(&model);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("average_pooling2d");
  tcase_add_test(tests, valid);
  tcase_add_test(tests, same);
  tcase_add_test(tests, gradient);
  tcase_add_test(tests, in_a_network);
  return run_tests("average_pooling2d", tests);
}
