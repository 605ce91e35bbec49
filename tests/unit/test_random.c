/* Chance that can be repeated: NumPy's RandomState, number for number. */
#include "base/random.h"

#include "helpers.h"

/* np.random.RandomState(42).randint(0, 2**32, 6, dtype=np.uint32) */
START_TEST(first_bits_of_seed_42) {
  Random random = random_from_seed(42);
  const uint32_t expected[6] = {1608637542, 3421126067, 4083286876, 787846414, 3143890026, 3348747335};
  for (int m = 0; m < 6; m++) ck_assert_uint_eq(random_bits(&random), expected[m]);
}
END_TEST

/* the publisher's own check: the 10000th number of mt19937 with its default seed 5489, as in C++ [rand.predef] */
START_TEST(ten_thousandth_number) {
  Random random = random_from_seed(5489);
  for (int m = 1; m < 10000; m++) random_bits(&random);
  ck_assert_uint_eq(random_bits(&random), 4123659995u);
}
END_TEST

/* 24 bits of 1608637542 and 3421126067: 6283740 / 2^24 and 13363773 / 2^24 */
START_TEST(uniform_draws) {
  Random random = random_from_seed(42);
  ck_assert(random_uniform(&random) == 6283740.0f / 16777216.0f);
  ck_assert(random_uniform(&random) == 13363773.0f / 16777216.0f);

  double sum = 0;
  for (int m = 0; m < 100000; m++) {
    float u = random_uniform(&random);
    ck_assert(0 <= u && u < 1);
    sum += (double)u;
  }
  /* the mean of 100,000 draws is .5 with a standard deviation of sqrt(1/12 / 100000) = .00091; five of them: */
  ck_assert_double_eq_tol(sum / 100000, 0.5, 0.0046);
}
END_TEST

/*
 * Below 5: bits & 7, drawn again when over 4. The low three bits of seed 42's numbers are
 * 1608637542 -> 6 (again), 3421126067 -> 3, 4083286876 -> 4, 787846414 -> 6 (again),
 * 3143890026 -> 2, 3348747335 -> 7 (again).
 */
START_TEST(draws_again_until_it_fits) {
  Random random = random_from_seed(42);
  ck_assert_uint_eq(random_up_to(&random, 4), 3);
  ck_assert_uint_eq(random_up_to(&random, 4), 4);
  ck_assert_uint_eq(random_up_to(&random, 4), 2);

  /* only one answer: no number is used up */
  Random before = random;
  ck_assert_uint_eq(random_up_to(&random, 0), 0);
  ck_assert_uint_eq(random_bits(&random), random_bits(&before));

  /* the whole range: every number fits */
  random = random_from_seed(42);
  ck_assert_uint_eq(random_up_to(&random, UINT32_MAX), 1608637542);
}
END_TEST

START_TEST(each_equally_likely) {
  Random random = random_from_seed(1);
  int count[5] = {0};
  for (int m = 0; m < 50000; m++) count[random_up_to(&random, 4)]++;
  /* 10,000 each, standard deviation sqrt(50000 * .2 * .8) = 89; five of them: */
  for (int value = 0; value < 5; value++) ck_assert_int_lt(abs(count[value] - 10000), 450);
}
END_TEST

/* the first indices that scikit-learn's train_test_split(..., random_state=42) gives for 60,000 images */
START_TEST(permutation_of_60000) {
  Random random = random_from_seed(42);
  int *order = new_ints(60000);
  random_permutation(&random, 60000, order);
  const int validation[10] = {12628, 37730, 39991, 8525, 8279, 51012, 14871, 15127, 9366, 33322};
  const int training[10] = {48572, 38696, 13611, 35213, 31766, 57477, 9165, 21399, 44113, 55436};
  check_ints("validation", 10, order, validation);
  check_ints("training", 10, order + 12000, training);

  bool *seen = calloc(60000, sizeof *seen);
  for (int m = 0; m < 60000; m++) {
    ck_assert(0 <= order[m] && order[m] < 60000 && !seen[order[m]]);
    seen[order[m]] = true;
  }
  free(seen);
  drop(order);
}
END_TEST

/* np.random.RandomState(42).permutation(10) and (1); nothing at all is fine too */
START_TEST(small_permutations) {
  Random random = random_from_seed(42);
  int *order = new_ints(10);
  random_permutation(&random, 10, order);
  check_ints("order", 10, order, (const int[10]){8, 1, 5, 0, 7, 2, 9, 4, 3, 6});
  random_permutation(&random, 1, order);
  ck_assert_int_eq(order[0], 0);
  drop(order);
}
END_TEST

START_TEST(a_copy_is_a_copy_of_the_state) {
  Random random = random_from_seed(7);
  for (int m = 0; m < 1000; m++) random_bits(&random);
  Random copy = random;
  for (int m = 0; m < 1000; m++) ck_assert_uint_eq(random_bits(&random), random_bits(&copy));

  Random other = random_from_seed(8);
  ck_assert_uint_ne(random_bits(&random), random_bits(&other));
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("random");
  tcase_add_test(tests, first_bits_of_seed_42);
  tcase_add_test(tests, ten_thousandth_number);
  tcase_add_test(tests, uniform_draws);
  tcase_add_test(tests, draws_again_until_it_fits);
  tcase_add_test(tests, each_equally_likely);
  tcase_add_test(tests, permutation_of_60000);
  tcase_add_test(tests, small_permutations);
  tcase_add_test(tests, a_copy_is_a_copy_of_the_state);
  return run_tests("random", tests);
}
