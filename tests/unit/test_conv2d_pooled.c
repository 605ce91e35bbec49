/*
 * Convolution, ReLU and pooling as one kernel, against the three one after the other. They
 * do the same arithmetic in the same order, so outputs are compared bit by bit; dw and db
 * of several images are added up in another grouping, so there a bound holds.
 */
#include "conv2d_case.h"
#include "kernels/kernels.h"
#include "model/sequential.h"

/* y, winner: pooled, [N][P/L][Q/L][F] */
typedef struct Pooled {
  Conv2DCase conv;
  int L;
  size_t count;
  float *y, *dy;
  int *winner;
} Pooled;

static Pooled new_pooled(Conv2DCase sizes, int L, Padding padding, Random *random) {
  Pooled a = {.conv = new_conv2d_case(sizes, padding, random), .L = L};
  a.count = (size_t)(sizes.N * (a.conv.P / L) * (a.conv.Q / L) * sizes.F);
  a.y = new_floats(a.count), a.dy = random_floats(random, a.count), a.winner = new_ints(a.count);
  return a;
}

static void free_pooled(Pooled *a) { free_conv2d_case(&a->conv), drop(a->y), drop(a->dy), drop(a->winner); }

static void run_together(Pooled *p) {
  Conv2DCase *a = &p->conv;
  spoil(p->y), spoil(p->winner), spoil(a->y), spoil(a->dw), spoil(a->db);
  conv2d_pooled_forward(a->N, a->H, a->W, a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left, p->L, (void *)p->y,
                        (void *)p->winner, (void *)a->y, (const void *)a->x, (const void *)a->w, a->b);
  conv2d_pooled_backward(a->N, a->H, a->W, a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left, p->L, (void *)a->dw,
                         a->db, (void *)a->y, (const void *)a->x, (const void *)p->y, (const void *)p->winner,
                         (const void *)p->dy);
}

static void run_apart(Pooled *p) {
  Conv2DCase *a = &p->conv;
  int P = a->P / p->L, Q = a->Q / p->L, full = (int)y_count(a);
  spoil(p->y), spoil(p->winner), spoil(a->dy);
  case_forward(conv2d_forward_blocked, a);
  relu_forward(full, a->y, a->y);
  max_pooling2d_forward(a->N, a->P, a->Q, a->F, p->L, p->L, P, Q, 0, 0, (void *)p->y, (void *)p->winner,
                        (const void *)a->y);
  max_pooling2d_backward(a->N, a->P, a->Q, a->F, P, Q, (void *)a->dy, (const void *)p->winner, (const void *)p->dy);
  relu_backward(full, a->dy, a->y, a->dy);
  case_backward_kernel(conv2d_backward_kernel_blocked, a);
}

static void compare(Pooled *p) {
  Conv2DCase *a = &p->conv;
  run_apart(p);
  int *winner = copy_ints(p->count, p->winner);
  float *y = copy_floats(p->count, p->y), *dw = copy_floats(w_count(a), a->dw), *db = copy_floats((size_t)a->F, a->db);
  run_together(p);
  ck_assert_msg(same_bits(p->count, p->y, y), "y: %s, L %d", conv2d_case_text(a), p->L);
  for (size_t m = 0; m < p->count; m++) /* where all is 0 after ReLU, the two need not agree: no gradient passes */
    if (y[m] > 0) ck_assert_int_eq(p->winner[m], winner[m]);

  /* up to a few thousand terms of size 1, so sums of size 100: 1e-4 is 16 units of their last place */
  check_floats("dw", w_count(a), a->dw, dw, 1e-4);
  check_floats("db", (size_t)a->F, a->db, db, 1e-4);
  drop(y), drop(winner), drop(dw), drop(db);
}

START_TEST(random_shapes) {
  Random random = random_from_seed(3);
  for (int shape = 0; shape < 100; shape++) {
    Conv2DCase sizes = {.N = random_between(&random, 1, 5), .H = random_between(&random, 6, 14),
                        .W = random_between(&random, 6, 14), .C = random_between(&random, 1, 9),
                        .F = random_between(&random, 1, 36), .K = random_between(&random, 1, 3), .S = 1};
    Pooled p = new_pooled(sizes, random_between(&random, 1, 3), random_up_to(&random, 1) ? SAME : VALID, &random);
    if (shape % 2) { /* whole numbers: many are equal, and of equals the first wins */
      for (size_t m = 0; m < x_count(&p.conv); m++) p.conv.x[m] = (float)random_between(&random, -1, 1);
      for (size_t m = 0; m < w_count(&p.conv); m++) p.conv.w[m] = (float)random_between(&random, -1, 1);
      for (int f = 0; f < p.conv.F; f++) p.conv.b[f] = (float)random_between(&random, -1, 1);
    }
    compare(&p);
    free_pooled(&p);
  }
}
END_TEST

/* of the book's first layer even dw has the same bits: both keep each image's sums apart */
START_TEST(threads_do_not_matter) {
  Random random = random_from_seed(4);
  Pooled p = new_pooled((Conv2DCase){.N = 7, .H = 28, .W = 28, .C = 1, .F = 32, .K = 3, .S = 1}, 2, SAME, &random);
  compare(&p);
  float *dw = NULL, *y = NULL;
  for (int t = 0; t < THREAD_COUNTS; t++) {
    use_threads(thread_counts[t]);
    run_together(&p);
    if (t == 0) dw = copy_floats(9 * 32, p.conv.dw), y = copy_floats(p.count, p.y);
    ck_assert(same_bits(9 * 32, p.conv.dw, dw) && same_bits(p.count, p.y, y));
  }
  drop(dw), drop(y), free_pooled(&p);
}
END_TEST

/* the model takes the kernel where it fits, and learns the same with it as without */
START_TEST(in_a_model) {
  Kernels apart = library_kernels;
  apart.conv2d_pooled_forward = NULL;
  const Kernels *tables[2] = {&library_kernels, &apart};
  float losses[2][4], x[4 * 12 * 12];
  int label[4] = {0, 1, 2, 1};

  for (int m = 0; m < 2; m++) {
    Random random = random_from_seed(5);
    for (int p = 0; p < 4 * 12 * 12; p++) x[p] = random_uniform(&random);
    Sequential model = sequential();
    add_input(&model, (Input){.height = 12, .width = 12, .channels = 1});
    add_conv2d(&model, (Conv2D){.filters = 8, .kernel_size = 3, .padding = SAME, .activation = RELU});
    add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 2});
    add_flatten(&model);
    add_dense(&model, (Dense){.units = 3, .activation = SOFTMAX});
    ck_assert_int_eq(build(&model, &random), OK);
    ck_assert_int_eq(compile(&model, (Adam){.learning_rate = 0.01f}), OK);
    model.kernels = tables[m];
    for (int step = 0; step < 10; step++) {
      ck_assert_ptr_nonnull(forward(&model, 4, x, &random));
      backward(&model, 4, label, losses[m]);
      update(&model);
    }
    sequential_free(&model);
  }
  check_floats("loss", 4, losses[0], losses[1], 1e-5);
  ck_assert_float_lt(losses[0][0], 1.0f); /* and it does learn: log(3) = 1.10 is where it began */
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("pooled");
  tcase_add_test(tests, random_shapes);
  tcase_add_test(tests, threads_do_not_matter);
  tcase_add_test(tests, in_a_model);
  return run_tests("conv2d_pooled", tests);
}
