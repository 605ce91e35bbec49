/*
 * The dense layer in tiles against its definition, dense.c: random shapes on both sides of
 * the width of a tile, the book's two layers, and threads.
 */
#include "helpers.h"
#include "kernels/dense.h"
#include "kernels/threads.h"

typedef struct Case {
  int N, I, U;
  float *x, *w, *b, *dy;
  float *y, *dx, *dw, *db;
} Case;

static Case new_case(int N, int I, int U, Random *random) {
  size_t xs = (size_t)(N * I), ws = (size_t)(I * U), ys = (size_t)(N * U);
  return (Case){N, I, U, random_floats(random, xs), random_floats(random, ws), random_floats(random, (size_t)U),
                random_floats(random, ys), new_floats(ys), new_floats(xs), new_floats(ws), new_floats((size_t)U)};
}

static void free_case(Case *a) {
  drop(a->x), drop(a->w), drop(a->b), drop(a->dy), drop(a->y), drop(a->dx), drop(a->dw), drop(a->db);
}

/* threads share out the images, and the rows of the weights, as lib/model/batch.c does */
static void run(DenseForward *forward, DenseBackwardKernel *kernel, DenseBackwardInput *input, Case *a) {
  spoil(a->y), spoil(a->dx), spoil(a->dw), spoil(a->db);
#pragma omp parallel
  {
    Share n = my_share(a->N), i = my_share(a->I);
    const void *x = a->x + n.first * a->I, *dy = a->dy + n.first * a->U, *w = a->w;
    if (n.first < n.end) {
      forward(n.end - n.first, a->I, a->U, (void *)(a->y + n.first * a->U), x, w, a->b);
      input(n.end - n.first, a->I, a->U, (void *)(a->dx + n.first * a->I), w, dy);
    }
    if (i.first < i.end)
      kernel(a->N, a->I, a->U, i.first, i.end, (void *)a->dw, a->db, (const void *)a->x, (const void *)a->dy);
  }
}

static void run_definition(Case *a) { run(dense_forward, dense_backward_kernel, dense_backward_input, a); }
static void run_blocked(Case *a) {
  run(dense_forward_blocked, dense_backward_kernel_blocked, dense_backward_input_blocked, a);
}

/* Values lie in [-1, 1), so sums of n terms have a size of about sqrt(n); the bound is 2^-24 times 64 of that. */
static void compare(Case *a) {
  run_definition(a);
  size_t xs = (size_t)(a->N * a->I), ws = (size_t)(a->I * a->U), ys = (size_t)(a->N * a->U), U = (size_t)a->U;
  float *y = copy_floats(ys, a->y), *dx = copy_floats(xs, a->dx), *dw = copy_floats(ws, a->dw),
        *db = copy_floats(U, a->db);
  run_blocked(a);

  double unit = ldexp(64, -24);
  check_floats("y", ys, a->y, y, unit * sqrt(a->I + 1));
  check_floats("dx", xs, a->dx, dx, unit * sqrt(a->U));
  check_floats("dw", ws, a->dw, dw, unit * sqrt(a->N));
  check_floats("db", U, a->db, db, unit * sqrt(a->N));
  drop(y), drop(dx), drop(dw), drop(db);
}

START_TEST(random_shapes) {
  Random random = random_from_seed(5);
  for (int shape = 0; shape < 100; shape++) {
    Case a = new_case(random_between(&random, 1, 40), random_between(&random, 1, 200), random_between(&random, 1, 100),
                      &random);
    compare(&a);
    free_case(&a);
  }
}
END_TEST

START_TEST(the_books_layers) {
  Random random = random_from_seed(6);
  Case first = new_case(32, 3136, 100, &random), second = new_case(32, 100, 10, &random);
  compare(&first), compare(&second);
  free_case(&first), free_case(&second);
}
END_TEST

START_TEST(threads_do_not_matter) {
  Random random = random_from_seed(7);
  Case a = new_case(33, 300, 70, &random);
  use_threads(1);
  run_blocked(&a);
  float *y = copy_floats(33 * 70, a.y), *dx = copy_floats(33 * 300, a.dx), *dw = copy_floats(300 * 70, a.dw);
  float *db = copy_floats(70, a.db);
  for (int t = 1; t < THREAD_COUNTS; t++) {
    use_threads(thread_counts[t]);
    run_blocked(&a);
    ck_assert(same_bits(33 * 70, a.y, y) && same_bits(33 * 300, a.dx, dx) && same_bits(300 * 70, a.dw, dw));
    ck_assert(same_bits(70, a.db, db));
  }
  drop(y), drop(dx), drop(dw), drop(db), free_case(&a);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("paths");
  tcase_add_test(tests, random_shapes);
  tcase_add_test(tests, the_books_layers);
  tcase_add_test(tests, threads_do_not_matter);
  return run_tests("dense_paths", tests);
}
