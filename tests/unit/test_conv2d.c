/*
 * Convolution: values worked out by hand, the same sums in double precision, gradients by
 * central differences, bits for any number of threads; for every path of `--conv`.
 */
#include "kernels/conv2d.h"

#include "conv2d_case.h"
#include "kernels/kernels.h"

/* ---- the paths ---- */

typedef struct Path {
  const char *name;
  const Kernels *kernels;
  double most_units; /* how far from the double-precision sums, see random_shapes */
} Path;

static const Path paths[] = {{"naive", &naive_kernels, 10},
                             {"blocked", &blocked_kernels, 10},
                             {"winograd", &winograd_kernels, 15},
                             {"library", &library_kernels, 15}};

enum { PATHS = sizeof paths / sizeof paths[0] };

/* ---- sizes ---- */

START_TEST(output_sizes) {
  ck_assert_int_eq(conv2d_output_size(28, 3, 1, SAME), 28);  /* the book's layers */
  ck_assert_int_eq(conv2d_output_size(28, 2, 2, VALID), 14); /* and its pooling */
  ck_assert_int_eq(conv2d_output_size(28, 3, 1, VALID), 26); /* 28 - 3 + 1 */
  ck_assert_int_eq(conv2d_output_size(28, 3, 2, VALID), 13); /* floor(25 / 2) + 1 */
  ck_assert_int_eq(conv2d_output_size(28, 3, 2, SAME), 14);  /* 28 / 2 */
  ck_assert_int_eq(conv2d_output_size(7, 3, 2, SAME), 4);    /* ceil(7 / 2) */
  ck_assert_int_eq(conv2d_output_size(7, 2, 2, VALID), 3);   /* floor(5 / 2) + 1: the last column is dropped */
  ck_assert_int_eq(conv2d_output_size(5, 5, 1, VALID), 1);
  ck_assert_int_eq(conv2d_output_size(1, 5, 3, SAME), 1);
  ck_assert_int_le(conv2d_output_size(4, 5, 1, VALID), 0); /* does not fit */
  ck_assert_int_le(conv2d_output_size(4, 5, 2, VALID), 0);
}
END_TEST

START_TEST(zeros_before) {
  ck_assert_int_eq(conv2d_zeros_before(28, 3, 1, VALID), 0);
  ck_assert_int_eq(conv2d_zeros_before(28, 3, 1, SAME), 1); /* 27*1 + 3 - 28 = 2 in all, one before */
  ck_assert_int_eq(conv2d_zeros_before(28, 3, 2, SAME), 0); /* 13*2 + 3 - 28 = 1 in all, after; not (3-1)/2 = 1 */
  ck_assert_int_eq(conv2d_zeros_before(7, 3, 2, SAME), 1);  /* 3*2 + 3 - 7 = 2 in all */
  ck_assert_int_eq(conv2d_zeros_before(5, 2, 1, SAME), 0);  /* 4*1 + 2 - 5 = 1 in all, after */
  ck_assert_int_eq(conv2d_zeros_before(5, 4, 1, SAME), 1);  /* 4*1 + 4 - 5 = 3 in all: 1 before, 2 after */
  ck_assert_int_eq(conv2d_zeros_before(5, 1, 3, SAME), 0);  /* 1*3 + 1 - 5 < 0: none */
  ck_assert_int_eq(conv2d_zeros_before(1, 5, 1, SAME), 2);  /* 0*1 + 5 - 1 = 4 in all */
}
END_TEST

/* walk a kernel along a line and count; `same`: the fewest zeros that give a place to every S-th pixel */
START_TEST(sizes_by_walking) {
  for (int size = 1; size <= 30; size++)
    for (int kernel = 1; kernel <= 7; kernel++)
      for (int stride = 1; stride <= 4; stride++) {
        int valid = 0, same = 0;
        for (int at = 0; at + kernel <= size; at += stride) valid++;
        for (int at = 0; at < size; at += stride) same++;
        int added = 0;
        while ((same - 1) * stride + kernel > size + added) added++;

        if (valid > 0) ck_assert_int_eq(conv2d_output_size(size, kernel, stride, VALID), valid);
        if (valid == 0) ck_assert_int_le(conv2d_output_size(size, kernel, stride, VALID), 0);
        ck_assert_int_eq(conv2d_output_size(size, kernel, stride, SAME), same);
        ck_assert_int_eq(conv2d_zeros_before(size, kernel, stride, SAME), added / 2);
        ck_assert_int_eq(conv2d_zeros_before(size, kernel, stride, VALID), 0);
      }
}
END_TEST

/* ---- worked by hand ---- */

/* the example that the pages and exercises share: x one channel of 3x3, w one filter of 2x2 */
static const float e_x[9] = {1, 2, 0,
                             0, 3, 1,
                             4, 1, 1};
static const float e_w[4] = {1, 2,
                             3, 4};
static const float e_dy[4] = {1, 0,
                              0, 2};

static Conv2DCase example(void) {
  Random random = random_from_seed(1);
  Conv2DCase a = new_conv2d_case((Conv2DCase){.N = 1, .H = 3, .W = 3, .C = 1, .K = 2, .F = 1, .S = 1}, VALID, &random);
  memcpy(a.x, e_x, sizeof e_x);
  memcpy(a.w, e_w, sizeof e_w);
  memcpy(a.dy, e_dy, sizeof e_dy);
  a.b[0] = 0;
  return a;
}

/*
 * y[0][0] = 1*1 + 2*2 + 0*3 + 3*4 = 17     y[0][1] = 2*1 + 0*2 + 3*3 + 1*4 = 15
 * y[1][0] = 0*1 + 3*2 + 4*3 + 1*4 = 22     y[1][1] = 3*1 + 1*2 + 1*3 + 1*4 = 12
 *
 * Turned round (w = 4 3 / 2 1): 1*4 + 2*3 + 0*2 + 3*1 = 13, 15, 18, 18. Rows for columns
 * (w = 1 3 / 2 4): 1 + 6 + 0 + 12 = 19, 12, 21, 12. Sum not reset: 17, 32, 54, 66.
 */
START_TEST(example_forward) {
  for (int p = 0; p < PATHS; p++) {
    Conv2DCase a = example();
    case_forward(paths[p].kernels->conv2d_forward, &a);
    check_floats(paths[p].name, 4, a.y, (const float[4]){17, 15, 22, 12}, 0);
    free_conv2d_case(&a);
  }
}
END_TEST

/*
 * dy = 1 0 / 0 2: the kernel made y[0][0] on the pixels 1 2 0 3 and y[1][1] on 3 1 1 1.
 * dw[0][0] = 1*1 + 2*3 = 7     dw[0][1] = 1*2 + 2*1 = 4
 * dw[1][0] = 1*0 + 2*1 = 2     dw[1][1] = 1*3 + 2*1 = 5     db = 1 + 0 + 0 + 2 = 3
 */
START_TEST(example_backward_kernel) {
  for (int p = 0; p < PATHS; p++) {
    Conv2DCase a = example();
    case_backward_kernel(paths[p].kernels->conv2d_backward_kernel, &a);
    check_floats(paths[p].name, 4, a.dw, (const float[4]){7, 4, 2, 5}, 0);
    ck_assert(a.db[0] == 3);
    free_conv2d_case(&a);
  }
}
END_TEST

/*
 * y[0][0] stamps 1 * (1 2 / 3 4) on rows and columns 0 and 1, y[1][1] stamps 2 * (1 2 / 3 4) on 1 and 2:
 *
 *     1 2 .     . . .     1  2   0
 *     3 4 .  +  . 2 4  =  3 4+2  4
 *     . . .     . 6 8     0  6   8
 *
 * With '=' for '+=' the centre is 2. Gathered with the kernel not turned round: 4 3 0 / 2 9 6 / 0 4 2.
 */
START_TEST(example_backward_input) {
  for (int p = 0; p < PATHS; p++) {
    Conv2DCase a = example();
    case_backward_input(paths[p].kernels->conv2d_backward_input, &a);
    check_floats(paths[p].name, 9, a.dx, (const float[9]){1, 2, 0, 3, 6, 4, 0, 6, 8}, 0);
    free_conv2d_case(&a);
  }
}
END_TEST

/*
 * Two channels, 1 2 / 3 4 and 10 20 / 30 40, all weights 1, bias .5: 10 + 100 + .5 = 110.5.
 * Bias once a channel: 111. Bias once a tap: 110 + 8 * .5 = 114.
 */
START_TEST(channels_and_bias) {
  Random random = random_from_seed(1);
  const float x[8] = {1, 10, 2, 20, 3, 30, 4, 40}; /* channels lie next to each other */
  for (int p = 0; p < PATHS; p++) {
    Conv2DCase a = new_conv2d_case((Conv2DCase){.N = 1, .H = 2, .W = 2, .C = 2, .K = 2, .F = 1, .S = 1}, VALID, &random);
    memcpy(a.x, x, sizeof x);
    for (int m = 0; m < 8; m++) a.w[m] = 1;
    a.b[0] = 0.5f;
    case_forward(paths[p].kernels->conv2d_forward, &a);
    check_floats(paths[p].name, 1, a.y, (const float[1]){110.5f}, 0);
    free_conv2d_case(&a);
  }
}
END_TEST

/* one pixel, two channels (2, 3), three filters: the weight's last index is the filter.
   w[0] = 1 10 100, w[1] = 4 40 400: y = 2*1 + 3*4 + 1 = 15, 2*10 + 3*40 + 2 = 142, 2*100 + 3*400 + 3 = 1403 */
START_TEST(filters_run_last) {
  Random random = random_from_seed(1);
  for (int p = 0; p < PATHS; p++) {
    Conv2DCase a = new_conv2d_case((Conv2DCase){.N = 1, .H = 1, .W = 1, .C = 2, .K = 1, .F = 3, .S = 1}, SAME, &random);
    memcpy(a.x, (const float[2]){2, 3}, 2 * sizeof(float));
    memcpy(a.w, (const float[6]){1, 10, 100, 4, 40, 400}, 6 * sizeof(float));
    memcpy(a.b, (const float[3]){1, 2, 3}, 3 * sizeof(float));
    case_forward(paths[p].kernels->conv2d_forward, &a);
    check_floats(paths[p].name, 3, a.y, (const float[3]){15, 142, 1403}, 0);
    free_conv2d_case(&a);
  }
}
END_TEST

/* 28x28 ones, 3x3 ones, `same`: an output counts the taps that lie on the image */
static Conv2DCase ones(int stride) {
  Random random = random_from_seed(1);
  Conv2DCase a =
      new_conv2d_case((Conv2DCase){.N = 1, .H = 28, .W = 28, .C = 1, .K = 3, .F = 1, .S = stride}, SAME, &random);
  for (int m = 0; m < 28 * 28; m++) a.x[m] = 1;
  for (int m = 0; m < 9; m++) a.w[m] = 1;
  a.b[0] = 0;
  return a;
}

/* one zero on every side: 2*2 = 4 taps in a corner, 2*3 = 6 at an edge, 3*3 = 9 inside */
START_TEST(ones_same) {
  for (int p = 0; p < PATHS; p++) {
    Conv2DCase a = ones(1);
    ck_assert(a.P == 28 && a.Q == 28 && a.top == 1 && a.left == 1);
    case_forward(paths[p].kernels->conv2d_forward, &a);
    for (int r = 0; r < 28; r++)
      for (int c = 0; c < 28; c++) {
        int rows = r == 0 || r == 27 ? 2 : 3, columns = c == 0 || c == 27 ? 2 : 3;
        ck_assert(a.y[r * 28 + c] == (float)(rows * columns));
      }
    free_conv2d_case(&a);
  }
}
END_TEST

/* no zero before, one after: 9 everywhere but in the last row and column (26, 27 and a zero) */
START_TEST(ones_same_stride_2) {
  for (int p = 0; p < PATHS; p++) {
    Conv2DCase a = ones(2);
    ck_assert(a.P == 14 && a.Q == 14 && a.top == 0 && a.left == 0);
    case_forward(paths[p].kernels->conv2d_forward, &a);
    for (int r = 0; r < 14; r++)
      for (int c = 0; c < 14; c++) {
        int rows = r == 13 ? 2 : 3, columns = c == 13 ? 2 : 3;
        ck_assert(a.y[r * 14 + c] == (float)(rows * columns));
      }
    free_conv2d_case(&a);
  }
}
END_TEST

/* ---- against the same sums in double precision ---- */

/*
 * Errors in units of 2^-24 of the terms' absolute sum. Seen: 3.6 where the terms are added up
 * one by one; 4.5 with Winograd, which adds up neighbours before it multiplies.
 */
START_TEST(random_shapes) {
  for (int p = 0; p < PATHS; p++) {
    Random random = random_from_seed(3);
    double worst = 0;
    for (int trial = 0; trial < 150; trial++) {
      Conv2DCase a = random_conv2d_case(&random, 3, 11, 9, 5);
      Conv2DReference right = conv2d_reference(&a);
      case_forward(paths[p].kernels->conv2d_forward, &a);
      case_backward_kernel(paths[p].kernels->conv2d_backward_kernel, &a);
      case_backward_input(paths[p].kernels->conv2d_backward_input, &a);

      double errors[4] = {largest_error(y_count(&a), a.y, right.y, right.y_size),
                          largest_error(x_count(&a), a.dx, right.dx, right.dx_size),
                          largest_error(w_count(&a), a.dw, right.dw, right.dw_size),
                          largest_error((size_t)a.F, a.db, right.db, right.db_size)};
      for (int m = 0; m < 4; m++) {
        ck_assert_msg(errors[m] < paths[p].most_units, "%s: %s of %s is off by %g units", paths[p].name,
                      (const char *[]){"y", "dx", "dw", "db"}[m], conv2d_case_text(&a), errors[m]);
        if (errors[m] > worst) worst = errors[m];
      }
      free_conv2d_reference(&right);
      free_conv2d_case(&a);
    }
    printf("random_shapes, %s: worst error %.2f units\n", paths[p].name, worst);
  }
}
END_TEST

/* ---- gradients ---- */

typedef struct Forward {
  Conv2DForward *forward;
  Conv2DCase *at;
} Forward;

/* sum of y * dy: its gradient by y is dy */
static double conv2d_loss(void *given) {
  Forward *of = given;
  case_forward(of->forward, of->at);
  return weighted_sum(y_count(of->at), of->at->y, of->at->dy);
}

/* The loss is linear in each single number, so a step of 1 has no error of its own. Seen: 2e-6. */
static const double GRADIENT_TOLERANCE = 2e-5;

START_TEST(gradients) {
  for (int p = 0; p < PATHS; p++) {
    Random random = random_from_seed(4);
    double worst = 0;
    for (int trial = 0; trial < 25; trial++) {
      Conv2DCase a = random_conv2d_case(&random, 2, 7, 4, 5);
      case_backward_kernel(paths[p].kernels->conv2d_backward_kernel, &a);
      case_backward_input(paths[p].kernels->conv2d_backward_input, &a);

      Forward of = {paths[p].kernels->conv2d_forward, &a};
      double errors[3] = {gradient_error(x_count(&a), a.x, a.dx, 1, conv2d_loss, &of),
                          gradient_error(w_count(&a), a.w, a.dw, 1, conv2d_loss, &of),
                          gradient_error((size_t)a.F, a.b, a.db, 1, conv2d_loss, &of)};
      for (int m = 0; m < 3; m++) {
        ck_assert_msg(errors[m] < GRADIENT_TOLERANCE, "%s: %s of %s is off by %g", paths[p].name,
                      (const char *[]){"dx", "dw", "db"}[m], conv2d_case_text(&a), errors[m]);
        if (errors[m] > worst) worst = errors[m];
      }
      free_conv2d_case(&a);
    }
    printf("gradients, %s: worst error %.2g\n", paths[p].name, worst);
  }
}
END_TEST

/* the check above is no check unless it sees these; each is off by more than a hundredth */
START_TEST(planted_mistakes) {
  Random random = random_from_seed(5);
  Conv2DCase sizes = {.N = 2, .H = 5, .W = 6, .C = 2, .K = 3, .F = 3, .S = 1};
  Conv2DCase a = new_conv2d_case(sizes, SAME, &random);
  Forward of = {conv2d_forward_naive, &a};

  case_backward_input(conv2d_backward_input_naive, &a);
  ck_assert_double_lt(gradient_error(x_count(&a), a.x, a.dx, 1, conv2d_loss, &of), GRADIENT_TOLERANCE);

  Conv2DCase shifted = a;
  shifted.top = 0; /* padding forgotten */
  case_backward_input(conv2d_backward_input_naive, &shifted);
  ck_assert_double_gt(gradient_error(x_count(&a), a.x, a.dx, 1, conv2d_loss, &of), 0.01);
  case_backward_kernel(conv2d_backward_kernel_naive, &shifted);
  ck_assert_double_gt(gradient_error(w_count(&a), a.w, a.dw, 1, conv2d_loss, &of), 0.01);

  Conv2DCase turned = a; /* the kernel turned round, tap 8 first */
  turned.w = new_floats(w_count(&a));
  for (size_t tap = 0; tap < 9; tap++) memcpy(turned.w + tap * 6, a.w + (8 - tap) * 6, 6 * sizeof(float));
  case_backward_input(conv2d_backward_input_naive, &turned);
  ck_assert_double_gt(gradient_error(x_count(&a), a.x, a.dx, 1, conv2d_loss, &of), 0.01);
  drop(turned.w);

  Conv2DCase fewer = a;
  fewer.N = 1; /* the second image left out */
  case_backward_kernel(conv2d_backward_kernel_naive, &fewer);
  ck_assert_double_gt(gradient_error(w_count(&a), a.w, a.dw, 1, conv2d_loss, &of), 0.01);
  ck_assert_double_gt(gradient_error((size_t)a.F, a.b, a.db, 1, conv2d_loss, &of), 0.01);
  free_conv2d_case(&a);
}
END_TEST

/* ---- threads ---- */

/* each output is summed by one thread in one order: any number of threads gives the same bits */
START_TEST(same_bits_for_any_threads) {
  for (int p = 0; p < PATHS; p++) {
    Random random = random_from_seed(6);
    for (int trial = 0; trial < 25; trial++) {
      Conv2DCase a = random_conv2d_case(&random, 5, 15, 20, 5);
      float *one[4] = {NULL};
      for (int t = 0; t < THREAD_COUNTS; t++) {
        int threads = thread_counts[t];
        use_threads(threads);
        case_forward(paths[p].kernels->conv2d_forward, &a);
        case_backward_kernel(paths[p].kernels->conv2d_backward_kernel, &a);
        case_backward_input(paths[p].kernels->conv2d_backward_input, &a);

        const float *found[4] = {a.y, a.dx, a.dw, a.db};
        const size_t count[4] = {y_count(&a), x_count(&a), w_count(&a), (size_t)a.F};
        for (int m = 0; m < 4; m++) {
          if (threads == 1) one[m] = copy_floats(count[m], found[m]);
          ck_assert_msg(same_bits(count[m], found[m], one[m]), "%s: %s of %s differs with %d threads", paths[p].name,
                        (const char *[]){"y", "dx", "dw", "db"}[m], conv2d_case_text(&a), threads);
        }
      }
      for (int m = 0; m < 4; m++) drop(one[m]);
      free_conv2d_case(&a);
    }
  }
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("conv2d");
  tcase_add_test(tests, output_sizes);
  tcase_add_test(tests, zeros_before);
  tcase_add_test(tests, sizes_by_walking);
  tcase_add_test(tests, example_forward);
  tcase_add_test(tests, example_backward_kernel);
  tcase_add_test(tests, example_backward_input);
  tcase_add_test(tests, channels_and_bias);
  tcase_add_test(tests, filters_run_last);
  tcase_add_test(tests, ones_same);
  tcase_add_test(tests, ones_same_stride_2);
  tcase_add_test(tests, random_shapes);
  tcase_add_test(tests, gradients);
  tcase_add_test(tests, planted_mistakes);
  tcase_add_test(tests, same_bits_for_any_threads);
  return run_tests("conv2d", tests);
}
