/*
 * Each kernel and each path against its formula in double precision (tests/unit/reference.h),
 * forward and backward, on SHAPES random shapes: sizes 1 to 40, channels and filters 1 to 37,
 * kernels 1 to 7, strides 1 to 4, `same` and `valid`, 1 to 9 images, threads 1, 2, 3, 5 and 7
 * in turn. The library is the one that is shipped, with the compiler's vector code.
 *
 * With `--cases` the same shapes and what the library makes of them go to stdout instead, for
 * torch_references.py: a third author.
 */
#include <stdio.h>

#include "../unit/conv2d_case.h"
#include "../unit/reference.h"
#include "kernels/activations.h"
#include "kernels/adam.h"
#include "kernels/average_pooling2d.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/dense.h"
#include "kernels/dropout.h"
#include "kernels/losses.h"
#include "kernels/max_pooling2d.h"

static int shapes(void) {
  const char *wanted = getenv("SHAPES");
  return wanted && atoi(wanted) > 0 ? atoi(wanted) : 60;
}

static double *doubles(size_t count, const float a[]) {
  double *copy = reference_zeros(count);
  for (size_t m = 0; m < count; m++) copy[m] = (double)a[m];
  return copy;
}

/* the whole range, every third with the kernel that Winograd is for */
static Conv2DCase random_case(Random *random, int shape) {
  Conv2DCase a = {.N = random_between(random, 1, 9), .C = random_between(random, 1, 37), .F = random_between(random, 1, 37),
                  .K = random_between(random, 1, 7), .S = random_between(random, 1, 4)};
  if (shape % 3 == 0) a.K = 3, a.S = 1;
  Padding padding = random_up_to(random, 1) ? SAME : VALID;
  int least = padding == VALID ? a.K : 1;
  a.H = random_between(random, least, 40), a.W = random_between(random, least, 40);
  return new_conv2d_case(a, padding, random);
}

static ReferenceWindow window_of(const Conv2DCase *a) {
  return (ReferenceWindow){a->N, a->H, a->W, a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left};
}

/* ---- convolution ---- */

typedef struct Path {
  const char *name;
  Conv2DForward *forward;
  Conv2DBackwardKernel *backward_kernel; /* null: a rung that has only forward */
  Conv2DBackwardInput *backward_input;
} Path;

static const Path paths[] = {
    {"naive", conv2d_forward_naive, conv2d_backward_kernel_naive, conv2d_backward_input_naive},
    {"channels innermost", conv2d_forward_channels_innermost, conv2d_backward_kernel_channels_innermost,
     conv2d_backward_input_channels_innermost},
    {"tiled", conv2d_forward_tiled, NULL, NULL},
    {"blocked", conv2d_forward_blocked, conv2d_backward_kernel_blocked, conv2d_backward_input_blocked},
    {"winograd 1d", conv2d_forward_winograd_1d, NULL, NULL},
    {"winograd", conv2d_forward_winograd, conv2d_backward_kernel_winograd, conv2d_backward_input_winograd},
};

enum { PATHS = sizeof paths / sizeof paths[0] };

/* the largest error in units of 2^-24 of the terms' absolute sum; a NaN is infinitely far off */
static double units(const char *what, const Conv2DCase *a, size_t count, const float found[], const double expected[],
                    const double size[]) {
  double error = largest_error(count, found, expected, size);
  /* seen in 1,000 shapes: 15 where thousands of terms are added up one by one */
  ck_assert_msg(error < 40, "%s is off by %.1f units: %s", what, error, conv2d_case_text(a));
  return error;
}

START_TEST(convolutions) {
  Random random = random_from_seed(2024);
  double worst[PATHS][4] = {{0}};
  for (int shape = 0; shape < shapes(); shape++) {
    Conv2DCase a = random_case(&random, shape);
    ReferenceWindow window = window_of(&a);
    size_t xs = x_count(&a), ys = y_count(&a), ws = w_count(&a), F = (size_t)a.F;
    double *x = doubles(xs, a.x), *w = doubles(ws, a.w), *b = doubles(F, a.b), *dy = doubles(ys, a.dy);
    Conv2DReference to = {zeros(ys), zeros(xs), zeros(ws), zeros(F), zeros(ys), zeros(xs), zeros(ws), zeros(F)};
    reference_conv2d(&window, to.y, to.y_size, to.dx, to.dx_size, to.dw, to.dw_size, to.db, to.db_size, x, w, b, dy);
    free(x), free(w), free(b), free(dy);

    use_threads(thread_counts[shape % THREAD_COUNTS]);
    for (int p = 0; p < PATHS; p++) {
      case_forward(paths[p].forward, &a);
      worst[p][0] = fmax(worst[p][0], units(paths[p].name, &a, ys, a.y, to.y, to.y_size));
      if (!paths[p].backward_kernel) continue;
      case_backward_kernel(paths[p].backward_kernel, &a);
      case_backward_input(paths[p].backward_input, &a);
      worst[p][1] = fmax(worst[p][1], units(paths[p].name, &a, xs, a.dx, to.dx, to.dx_size));
      worst[p][2] = fmax(worst[p][2], units(paths[p].name, &a, ws, a.dw, to.dw, to.dw_size));
      worst[p][3] = fmax(worst[p][3], units(paths[p].name, &a, F, a.db, to.db, to.db_size));
    }
    free_conv2d_reference(&to), free_conv2d_case(&a);
  }
  for (int p = 0; p < PATHS; p++)
    printf("%d shapes, %s: worst error in units: y %.1f, dx %.1f, dw %.1f, db %.1f\n", shapes(), paths[p].name,
           worst[p][0], worst[p][1], worst[p][2], worst[p][3]);
}
END_TEST

/* ---- dense: N images of I numbers, cut into shares as the model cuts them ---- */

typedef struct DensePath {
  const char *name;
  DenseForward *forward;
  DenseBackwardKernel *backward_kernel;
  DenseBackwardInput *backward_input;
} DensePath;

static const DensePath dense_paths[] = {
    {"dense", dense_forward, dense_backward_kernel, dense_backward_input},
    {"dense, blocked", dense_forward_blocked, dense_backward_kernel_blocked, dense_backward_input_blocked}};

static void run_dense(const DensePath *path, Conv2DCase *a) {
  int N = a->N, I = a->C, U = a->F;
  spoil(a->y), spoil(a->dx), spoil(a->dw), spoil(a->db);
#pragma omp parallel
  {
    Share n = my_share(N), i = my_share(I);
    if (n.first < n.end) {
      path->forward(n.end - n.first, I, U, (void *)(a->y + n.first * U), (const void *)(a->x + n.first * I),
                    (const void *)a->w, a->b);
      path->backward_input(n.end - n.first, I, U, (void *)(a->dx + n.first * I), (const void *)a->w,
                           (const void *)(a->dy + n.first * U));
    }
    if (i.first < i.end)
      path->backward_kernel(N, I, U, i.first, i.end, (void *)a->dw, a->db, (const void *)a->x, (const void *)a->dy);
  }
}

START_TEST(dense_layers) {
  Random random = random_from_seed(2025);
  for (int shape = 0; shape < shapes(); shape++) {
    Conv2DCase a = new_conv2d_case((Conv2DCase){.N = random_between(&random, 1, 40), .H = 1, .W = 1, .K = 1, .S = 1,
                                                .C = random_between(&random, 1, 500), .F = random_between(&random, 1, 137)},
                                   VALID, &random);
    ReferenceWindow window = reference_dense(a.N, a.C, a.F);
    size_t xs = x_count(&a), ys = y_count(&a), ws = w_count(&a), F = (size_t)a.F;
    double *x = doubles(xs, a.x), *w = doubles(ws, a.w), *b = doubles(F, a.b), *dy = doubles(ys, a.dy);
    Conv2DReference to = {zeros(ys), zeros(xs), zeros(ws), zeros(F), zeros(ys), zeros(xs), zeros(ws), zeros(F)};
    reference_conv2d(&window, to.y, to.y_size, to.dx, to.dx_size, to.dw, to.dw_size, to.db, to.db_size, x, w, b, dy);
    free(x), free(w), free(b), free(dy);
    use_threads(thread_counts[shape % THREAD_COUNTS]);
    for (int p = 0; p < 2; p++) {
      run_dense(&dense_paths[p], &a);
      units(dense_paths[p].name, &a, ys, a.y, to.y, to.y_size);
      units(dense_paths[p].name, &a, xs, a.dx, to.dx, to.dx_size);
      units(dense_paths[p].name, &a, ws, a.dw, to.dw, to.dw_size);
      units(dense_paths[p].name, &a, F, a.db, to.db, to.db_size);
    }
    free_conv2d_reference(&to), free_conv2d_case(&a);
  }
}
END_TEST

/* ---- pooling: no arithmetic forward, so the very numbers; backward, sums of a few ---- */

static void run_max_pooling2d(Conv2DCase *a, int *winner) {
  spoil(a->y), spoil(winner), spoil(a->dx);
  size_t x = x_count(a) / (size_t)a->N, y = y_count(a) / (size_t)a->N;
#pragma omp parallel
  {
    Share n = my_share(a->N);
    size_t first = (size_t)n.first;
    if (n.first < n.end) {
      max_pooling2d_forward(n.end - n.first, a->H, a->W, a->C, a->K, a->S, a->P, a->Q, a->top, a->left,
                            (void *)(a->y + first * y), (void *)(winner + first * y), (const void *)(a->x + first * x));
      max_pooling2d_backward(n.end - n.first, a->H, a->W, a->C, a->P, a->Q, (void *)(a->dx + first * x),
                             (const void *)(winner + first * y), (const void *)(a->dy + first * y));
    }
  }
}

static Conv2DCase random_pooling(Random *random, int shape) {
  Conv2DCase a = random_case(random, shape);
  Conv2DCase sizes = {.N = a.N, .H = a.H, .W = a.W, .C = a.C, .F = a.C, .K = a.K, .S = a.S};
  bool same = a.P == conv2d_output_size(a.H, a.K, a.S, SAME) && a.Q == conv2d_output_size(a.W, a.K, a.S, SAME);
  free_conv2d_case(&a);
  a = new_conv2d_case(sizes, same ? SAME : VALID, random);
  for (size_t m = 0; shape % 2 && m < x_count(&a); m++) a.x[m] = (float)random_between(random, -2, 2); /* many equal ones */
  return a;
}

START_TEST(max_poolings) {
  Random random = random_from_seed(2026);
  for (int shape = 0; shape < shapes(); shape++) {
    Conv2DCase a = random_pooling(&random, shape);
    ReferenceWindow window = window_of(&a);
    size_t xs = x_count(&a), ys = y_count(&a);
    double *x = doubles(xs, a.x), *dy = doubles(ys, a.dy), *y = zeros(ys), *dx = zeros(xs);
    int *found = new_ints(ys), *winner = new_ints(ys);
    reference_max_pooling2d(&window, y, winner, x);
    reference_max_pooling2d_backward(&window, dx, winner, dy);
    use_threads(thread_counts[shape % THREAD_COUNTS]);
    run_max_pooling2d(&a, found);
    check_ints("winner", ys, found, winner);
    for (size_t m = 0; m < ys; m++) ck_assert_msg((double)a.y[m] == y[m], "y[%zu]: %s", m, conv2d_case_text(&a));
    for (size_t m = 0; m < xs; m++)
      ck_assert_msg(fabs((double)a.dx[m] - dx[m]) < 1e-5, "dx[%zu]: %s", m, conv2d_case_text(&a));
    free(x), free(dy), free(y), free(dx), drop(found), drop(winner), free_conv2d_case(&a);
  }
}
END_TEST

static void run_average_pooling2d(Conv2DCase *a) {
  spoil(a->y), spoil(a->dx);
  average_pooling2d_forward(a->N, a->H, a->W, a->C, a->K, a->S, a->P, a->Q, a->top, a->left, (void *)a->y,
                            (const void *)a->x);
  average_pooling2d_backward(a->N, a->H, a->W, a->C, a->K, a->S, a->P, a->Q, a->top, a->left, (void *)a->dx,
                             (const void *)a->dy);
}

START_TEST(average_poolings) {
  Random random = random_from_seed(2029);
  for (int shape = 0; shape < shapes(); shape++) {
    Conv2DCase a = random_pooling(&random, 0);
    ReferenceWindow window = window_of(&a);
    size_t xs = x_count(&a), ys = y_count(&a);
    double *x = doubles(xs, a.x), *dy = doubles(ys, a.dy), *y = zeros(ys), *dx = zeros(xs);
    reference_average_pooling2d(&window, y, dx, x, dy);
    run_average_pooling2d(&a);
    for (size_t m = 0; m < ys; m++) ck_assert_msg(fabs((double)a.y[m] - y[m]) < 2e-6, "y[%zu]: %s", m, conv2d_case_text(&a));
    for (size_t m = 0; m < xs; m++)
      ck_assert_msg(fabs((double)a.dx[m] - dx[m]) < 1e-5, "dx[%zu]: %s", m, conv2d_case_text(&a));
    free(x), free(dy), free(y), free(dx), free_conv2d_case(&a);
  }
}
END_TEST

/* ---- what is done number by number, or row by row ---- */

START_TEST(softmax_and_its_loss) {
  Random random = random_from_seed(2027);
  for (int shape = 0; shape < shapes(); shape++) {
    int N = random_between(&random, 1, 40), U = random_between(&random, 1, 137), batch = random_between(&random, N, 99);
    size_t count = (size_t)N * (size_t)U;
    float *z = random_floats(&random, count), *p = new_floats(count), *loss = new_floats((size_t)N), *dz = new_floats(count);
    int *label = new_ints((size_t)N);
    for (size_t m = 0; m < count; m++) z[m] *= 30;
    for (int n = 0; n < N; n++) label[n] = random_between(&random, 0, U - 1);
    double *exact = doubles(count, z), *q = zeros(count), *losses = zeros((size_t)N);
    reference_softmax(N, U, q, losses, exact, label);
    softmax(N, U, (void *)p, (const void *)z);
    sparse_categorical_crossentropy(N, U, loss, (const void *)z, label);
    softmax_crossentropy_backward(N, U, batch, (void *)dz, (const void *)p, label);
    for (int n = 0; n < N; n++) {
      ck_assert_double_eq_tol((double)loss[n], losses[n], 1e-5); /* up to 60: 4e-6 is its last place */
      for (int u = 0; u < U; u++) {
        int m = n * U + u;
        ck_assert_double_eq_tol((double)p[m], q[m], 1e-6);
        ck_assert_double_eq_tol((double)dz[m], (q[m] - (u == label[n])) / batch, 1e-6);
      }
    }
    drop(z), drop(p), drop(loss), drop(dz), drop(label), free(exact), free(q), free(losses);
  }
}
END_TEST

START_TEST(number_by_number) {
  Random random = random_from_seed(2028);
  for (int shape = 0; shape < shapes(); shape++) {
    int count = random_between(&random, 1, 3000), t = random_between(&random, 1, 40);
    size_t size = (size_t)count;
    float *x = random_floats(&random, size), *dy = random_floats(&random, size), *u = random_floats(&random, size);
    float *y = new_floats(size), *dx = new_floats(size), rate = 0.01f * (float)random_between(&random, 0, 90);
    for (size_t m = 0; m < size; m++) u[m] = (u[m] + 1) / 2;
    relu_forward(count, y, x), relu_backward(count, dx, x, dy);
    for (size_t m = 0; m < size; m++) ck_assert(y[m] == (x[m] > 0 ? x[m] : 0) && dx[m] == (x[m] > 0 ? dy[m] : 0));

    spoil(y), spoil(dx);
    dropout_forward(count, rate, y, x, u), dropout_backward(count, rate, dx, dy, u);
    for (size_t m = 0; m < size; m++) {
      double kept = u[m] < rate ? 0 : 1 / (1 - (double)rate);
      ck_assert(fabs((double)y[m] - (double)x[m] * kept) < 4e-6 && fabs((double)dx[m] - (double)dy[m] * kept) < 4e-6);
    }

    /* Adam: x is w, dy the gradient, u and y the averages */
    const double a = 0.01, b1 = 0.8, b2 = 0.95, e = 1e-3;
    double *w = doubles(size, x), *v = doubles(size, u), *m1 = zeros(size);
    for (size_t m = 0; m < size; m++) y[m] = x[m] / 2, m1[m] = (double)y[m];
    adam_step(count, t, (float)a, (float)b1, (float)b2, (float)e, x, y, u, dy);
    for (size_t m = 0; m < size; m++) {
      double g = (double)dy[m];
      m1[m] = b1 * m1[m] + (1 - b1) * g, v[m] = b2 * v[m] + (1 - b2) * g * g;
      w[m] -= a * sqrt(1 - pow(b2, t)) / (1 - pow(b1, t)) * m1[m] / (sqrt(v[m]) + e);
      ck_assert(fabs((double)y[m] - m1[m]) < 1e-6 && fabs((double)u[m] - v[m]) < 1e-6);
      ck_assert_msg(fabs((double)x[m] - w[m]) < 1e-5, "w[%zu] is %g, expected %g (t %d)", m, (double)x[m], w[m], t);
    }
    drop(x), drop(dy), drop(u), drop(y), drop(dx), free(w), free(v), free(m1);
  }
}
END_TEST

/* ---- for another author ---- */

static void put(size_t count, const void *words) {
  if (fwrite(words, 4, count, stdout) != count) exit(EXIT_FAILURE);
}

/* kind, the path's number, N H W C K F S P Q top left; then x w b dy y dx dw db, those that there are */
static void put_case(int kind, int path, const Conv2DCase *a) {
  put(13, (const int[]){kind, path, a->N, a->H, a->W, a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left});
  put(x_count(a), a->x);
  if (kind == 0) put(w_count(a), a->w), put((size_t)a->F, a->b);
  put(y_count(a), a->dy), put(y_count(a), a->y), put(x_count(a), a->dx);
  if (kind == 0) put(w_count(a), a->dw), put((size_t)a->F, a->db);
}

/* 0: a convolution, by one path after the other; 1: a pooling */
START_TEST(put_cases) {
  Random random = random_from_seed(2030);
  for (int shape = 0; shape < shapes(); shape++) {
    use_threads(thread_counts[shape % THREAD_COUNTS]);
    Conv2DCase a = random_case(&random, shape);
    const Path *path = &paths[shape % PATHS], *back = path->backward_kernel ? path : &paths[0];
    case_forward(path->forward, &a);
    case_backward_kernel(back->backward_kernel, &a), case_backward_input(back->backward_input, &a);
    put_case(0, shape % PATHS, &a);
    free_conv2d_case(&a);

    a = random_pooling(&random, 0);
    int *winner = new_ints(y_count(&a));
    run_max_pooling2d(&a, winner);
    put_case(1, 0, &a);
    drop(winner), free_conv2d_case(&a);
  }
  if (fflush(stdout) != 0) exit(EXIT_FAILURE);
}
END_TEST

/* as a test, since arrays complain through Check; but in this process, and without a word of Check's on stdout */
static int only_cases(void) {
  Suite *suite = suite_create("cases");
  TCase *cases = tcase_create("cases");
  tcase_add_test(cases, put_cases);
  suite_add_tcase(suite, cases);
  SRunner *runner = srunner_create(suite);
  srunner_set_fork_status(runner, CK_NOFORK);
  srunner_run_all(runner, CK_SILENT);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--cases") == 0) return only_cases();
  TCase *tests = tcase_create("references");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, convolutions);
  tcase_add_test(tests, dense_layers);
  tcase_add_test(tests, max_poolings);
  tcase_add_test(tests, average_poolings);
  tcase_add_test(tests, softmax_and_its_loss);
  tcase_add_test(tests, number_by_number);
  return run_tests("references", tests);
}
