/*
 * Every path of the convolution against the definition, conv2d_naive.c: 300 random shapes,
 * and shapes that reach what small random ones do not (several bands, parts of a batch,
 * the ends of vectors). The bits of the ladder's forward rungs; the same bits for any
 * number of threads; gradients; and what happens when there is no memory to work in.
 *
 * This program runs twice: with the sanitizers, and against the library as it is shipped,
 * because the compiler's vector code is what is tested here (tests/bench/bench.mk).
 */
#include <stdio.h>

#include "conv2d_case.h"
#include "kernels/conv2d_ladder.h"

typedef struct Path {
  const char *name;
  Conv2DForward *forward;
  Conv2DBackwardKernel *backward_kernel; /* null: a rung that has only forward */
  Conv2DBackwardInput *backward_input;
  bool same_bits; /* forward has the bits of the definition */
} Path;

static const Path paths[] = {
    {"channels innermost", conv2d_forward_channels_innermost, conv2d_backward_kernel_channels_innermost,
     conv2d_backward_input_channels_innermost, true},
    {"tiled", conv2d_forward_tiled, NULL, NULL, true},
    {"blocked", conv2d_forward_blocked, conv2d_backward_kernel_blocked, conv2d_backward_input_blocked, true},
    {"winograd 1d", conv2d_forward_winograd_1d, NULL, NULL, false},
    {"winograd", conv2d_forward_winograd, conv2d_backward_kernel_winograd, conv2d_backward_input_winograd, false},
};

/*
 * The sanitizers put a check between a product and its sum, and clang then does not fuse
 * the two: the bits are compared in the library as it is shipped.
 */
#ifdef WATCHED_BY_ASAN
enum { AS_SHIPPED = 0 };
#else
enum { AS_SHIPPED = 1 };
#endif

enum { PATHS = sizeof paths / sizeof paths[0], SHAPES = 300 };

/*
 * Bound on the difference from the definition, as a part of the largest number in the
 * array. Two orders of summing n terms differ by at most about n * 2^-24 of the sum of
 * their sizes, in practice by a few units. Worst seen on these shapes, over gcc and clang,
 * x86-64-v2, v3 and AVX-512: blocked 2.2e-6, winograd 2.4e-6.
 */
static const double BOUND = 1e-5;

static double part_of_largest(size_t count, const float found[], const float expected[]) {
  double largest = 1e-30;
  for (size_t m = 0; m < count; m++)
    if (fabs((double)expected[m]) > largest) largest = fabs((double)expected[m]);
  return largest_difference(count, found, expected) / largest;
}

/* one path against the definition; returns the worst of the three passes */
static double compare(const Path *path, Conv2DCase *a) {
  size_t ys = y_count(a), xs = x_count(a), ws = w_count(a), F = (size_t)a->F;
  case_forward(conv2d_forward_naive, a);
  float *y = copy_floats(ys, a->y);
  case_forward(path->forward, a);
  double worst = part_of_largest(ys, a->y, y);
  if (path->same_bits && AS_SHIPPED)
    ck_assert_msg(same_bits(ys, a->y, y), "%s, forward: not the bits of the definition (off by %g): %s", path->name,
                  worst, conv2d_case_text(a));
  drop(y);

  if (path->backward_kernel) {
    case_backward_kernel(conv2d_backward_kernel_naive, a);
    case_backward_input(conv2d_backward_input_naive, a);
    float *dw = copy_floats(ws, a->dw), *db = copy_floats(F, a->db), *dx = copy_floats(xs, a->dx);
    case_backward_kernel(path->backward_kernel, a);
    case_backward_input(path->backward_input, a);
    worst = fmax(worst, part_of_largest(ws, a->dw, dw));
    worst = fmax(worst, part_of_largest(F, a->db, db));
    worst = fmax(worst, part_of_largest(xs, a->dx, dx));
    drop(dw), drop(db), drop(dx);
  }
  ck_assert_msg(worst <= BOUND, "%s is off by %g: %s", path->name, worst, conv2d_case_text(a));
  return worst;
}

/* odd sizes, one channel, kernels 1, 3, 5, 7, strides 1 to 3, same and valid; half of them 3x3 with stride 1 */
static Conv2DCase random_shape(Random *random) {
  static const int kernels[] = {1, 3, 5, 7};
  for (;;) {
    Conv2DCase a = {.N = random_between(random, 1, 3),
                    .H = random_between(random, 1, 12),
                    .W = random_between(random, 1, 12),
                    .C = random_up_to(random, 3) ? random_between(random, 1, 20) : 1,
                    .F = random_between(random, 1, 36),
                    .K = kernels[random_up_to(random, 3)],
                    .S = random_between(random, 1, 3)};
    Padding padding = random_up_to(random, 1) ? SAME : VALID;
    if (random_up_to(random, 1)) a.K = 3, a.S = 1;
    if (padding == VALID && (a.H < a.K || a.W < a.K)) continue;
    return new_conv2d_case(a, padding, random);
  }
}

START_TEST(random_shapes) {
  const Path *path = &paths[_i];
  Random random = random_from_seed(83);
  double worst = 0;
  for (int shape = 0; shape < SHAPES; shape++) {
    Conv2DCase a = random_shape(&random);
    worst = fmax(worst, compare(path, &a));
    free_conv2d_case(&a);
  }
  printf("%d shapes, %s: worst difference %.1e of the largest\n", SHAPES, path->name, worst);
}
END_TEST

/* each line reaches something: the comment says what */
static const Conv2DCase large[] = {
    {.N = 2, .H = 14, .W = 14, .C = 32, .F = 64, .K = 3, .S = 1}, /* the book's second layer */
    {.N = 33, .H = 9, .W = 9, .C = 1, .F = 32, .K = 3, .S = 1},   /* the first layer's way: parts of a batch */
    {.N = 1, .H = 31, .W = 45, .C = 9, .F = 35, .K = 3, .S = 1},  /* several bands, odd sizes, ends of vectors */
    {.N = 1, .H = 40, .W = 17, .C = 3, .F = 5, .K = 5, .S = 2},   /* several bands with a stride */
    {.N = 2, .H = 6, .W = 6, .C = 70, .F = 17, .K = 7, .S = 1},   /* one kernel row at a time */
    {.N = 1, .H = 1, .W = 130, .C = 8, .F = 8, .K = 3, .S = 1},   /* one row, wider than SQUARES */
};

START_TEST(larger_shapes) {
  Random random = random_from_seed(84);
  for (size_t m = 0; m < sizeof large / sizeof large[0]; m++) {
    Conv2DCase a = new_conv2d_case(large[m], SAME, &random);
    compare(&paths[_i], &a);
    free_conv2d_case(&a);
  }
}
END_TEST

START_TEST(threads_do_not_matter) {
  const Path *path = &paths[_i];
  Random random = random_from_seed(85);
  for (size_t m = 0; m < sizeof large / sizeof large[0]; m++) {
    Conv2DCase a = new_conv2d_case(large[m], SAME, &random);
    float *y = NULL, *dw = NULL, *db = NULL, *dx = NULL;
    for (int t = 0; t < THREAD_COUNTS; t++) {
      int threads = thread_counts[t];
      use_threads(threads);
      case_forward(path->forward, &a);
      if (path->backward_kernel) case_backward_kernel(path->backward_kernel, &a), case_backward_input(path->backward_input, &a);
      if (threads == 1) {
        y = copy_floats(y_count(&a), a.y), dx = copy_floats(x_count(&a), a.dx);
        dw = copy_floats(w_count(&a), a.dw), db = copy_floats((size_t)a.F, a.db);
        continue;
      }
      bool same = same_bits(y_count(&a), a.y, y) && same_bits(x_count(&a), a.dx, dx) &&
                  same_bits(w_count(&a), a.dw, dw) && same_bits((size_t)a.F, a.db, db);
      ck_assert_msg(same, "%s: other bits with %d threads: %s", path->name, threads, conv2d_case_text(&a));
    }
    drop(y), drop(dw), drop(db), drop(dx), free_conv2d_case(&a);
  }
}
END_TEST

/* ---- gradients: the sum of y * dy is linear in x, w and b, so a step of 1 has no error but rounding ---- */

typedef struct Slope {
  const Path *path;
  Conv2DCase *a;
} Slope;

static double loss_of(void *given) {
  Slope *slope = given;
  case_forward(slope->path->forward, slope->a);
  return weighted_sum(y_count(slope->a), slope->a->y, slope->a->dy);
}

START_TEST(gradients) {
  const Path *path = &paths[_i];
  if (!path->backward_kernel) return;
  static const Conv2DCase shapes[] = {{.N = 2, .H = 5, .W = 4, .C = 9, .F = 8, .K = 3, .S = 1},
                                      {.N = 2, .H = 6, .W = 5, .C = 2, .F = 3, .K = 3, .S = 2}};
  Random random = random_from_seed(86);
  for (size_t m = 0; m < 2; m++) {
    Conv2DCase a = new_conv2d_case(shapes[m], SAME, &random);
    Slope slope = {path, &a};
    case_backward_kernel(path->backward_kernel, &a);
    case_backward_input(path->backward_input, &a);

    /* worst seen 1.1e-5: y is a float sum of up to 81 terms, and 720 of them make the loss */
    double error = gradient_error(x_count(&a), a.x, a.dx, 1, loss_of, &slope);
    error = fmax(error, gradient_error((size_t)a.F, a.b, a.db, 1, loss_of, &slope));
    size_t some = w_count(&a) < 200 ? w_count(&a) : 200;
    error = fmax(error, gradient_error(some, a.w, a.dw, 1, loss_of, &slope));
    ck_assert_msg(error < 1e-4, "%s: a gradient is off by %g: %s", path->name, error, conv2d_case_text(&a));

    /* a planted mistake is seen */
    a.dw[some / 2] += 0.01f;
    ck_assert_double_gt(gradient_error(some, a.w, a.dw, 1, loss_of, &slope), 1e-3);
    free_conv2d_case(&a);
  }
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("paths");
  tcase_add_loop_test(tests, random_shapes, 0, PATHS);
  tcase_add_loop_test(tests, larger_shapes, 0, PATHS);
  tcase_add_loop_test(tests, threads_do_not_matter, 0, PATHS);
  tcase_add_loop_test(tests, gradients, 0, PATHS);
  return run_tests("conv2d_paths", tests);
}
