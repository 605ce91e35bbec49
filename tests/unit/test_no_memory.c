/*
 * Every allocation of a model's life is made to fail once, in turn, and from each on: what
 * asked for it returns FAILED with a message, and afterwards the same call works. Here
 * allocate() is this file's own; it takes the place of the library's (lib/base/memory.c).
 */
#include "base/memory.h"

#include "helpers.h"
#include "model/fit.h"
#include "model/functional.h"

/* the allocation that fails, counted from 1, and whether those after it fail as well; 0: none */
static int failing, asked;
static bool all_after, failed;

void *allocate(size_t count, size_t size) {
  asked++;
  if (failing && (asked == failing || (all_after && asked > failing))) {
    failed = true;
    fail("no memory, says the test");
    return NULL;
  }
  size_t bytes = (count * size + 63) / 64 * 64 + 64;
  void *array = aligned_alloc(64, bytes);
  ck_assert_ptr_nonnull(array);
  return memset(array, 0, bytes);
}

void release(void *array) { free(array); }

/* ---- a model's life, step by step ---- */

enum { IMAGES = 7, SIDE = 8, MAPS = 4 * 4 * 5 };

static uint8_t pixels[IMAGES * SIDE * SIDE], labels[IMAGES] = {0, 1, 2, 0, 1, 2, 0};

typedef struct Life {
  Sequential model;
  Dataset set;
  Random random;
  float x[IMAGES * SIDE * SIDE], answers[IMAGES * 3], maps[MAPS];
  double loss;
} Life;

static Status begin(Life *life) {
  sequential_free(&life->model);
  life->random = random_from_seed(1);
  life->model = sequential();
  Sequential *model = &life->model;
  add_input(model, (Input){.height = SIDE, .width = SIDE, .channels = 1});
  add_conv2d(model, (Conv2D){.filters = 5, .kernel_size = 3, .padding = SAME, .activation = RELU});
  add_max_pooling2d(model, (MaxPooling2D){.pool_size = 2});
  add_conv2d(model, (Conv2D){.filters = 3, .kernel_size = 3, .padding = SAME});
  add_max_pooling2d(model, (MaxPooling2D){.pool_size = 3, .strides = 2, .padding = SAME});
  add_flatten(model);
  add_dropout(model, (Dropout){.rate = 0.25f});
  add_dense(model, (Dense){.units = 9, .activation = RELU});
  add_dense(model, (Dense){.units = 3, .activation = SOFTMAX});
  return build(model, &life->random);
}

static Status make_learner(Life *life) { return compile(&life->model, (Adam){0}); }

static Status look_inside(Life *life) {
  const Functional part = functional(model_inputs(&life->model), layer_output(&life->model, 1));
  return functional_predict(&part, 1, life->x, life->maps);
}

static Status learn(Life *life) {
  EarlyStopping stopping = {.patience = 2, .restore_best_weights = true};
  Callback callbacks[] = {early_stopping(&stopping)};
  History history = {0};
  Random random = life->random;
  FitEnd end = fit(&life->model, &life->set,
                   (Fit){.batch_size = 3, .validation = &life->set, .callbacks = callbacks, .callback_count = 1, .random = &random},
                   &history);
  history_free(&history);
  return end == FIT_DONE ? OK : FAILED;
}

static Status judge(Life *life) {
  Evaluation result = {0};
  Status status = evaluate(&life->model, &life->set, 4, false, &result);
  life->loss = result.loss;
  return status;
}

static Status answer(Life *life) { return predict(&life->model, IMAGES, life->x, life->answers); }

typedef Status Step(Life *life);

/* each makes work space of another kind: for a part, for training, larger than before */
static Step *const steps[] = {begin, make_learner, look_inside, learn, judge, look_inside, answer, look_inside};

enum { STEPS = sizeof steps / sizeof steps[0] };

/* one life; true when an allocation failed in it. A step that says FAILED has a message, and works when there is memory. */
static bool live(Life *life) {
  failed = false, asked = 0;
  for (int s = 0; s < STEPS; s++) {
    fail("an older message");
    bool before = failed;
    if (steps[s](life) == OK) continue;
    ck_assert_msg(failed > before || all_after, "step %d failed, but no allocation did", s);
    /* a callback's reason was told when it failed; then the last sentence says that there was one */
    bool told = strstr(error_message(), "no memory") || strstr(error_message(), "not all of it could be kept");
    ck_assert_msg(told, "step %d: '%s'", s, error_message());
    int kept = failing;
    failing = 0;
    ck_assert_msg(steps[s](life) == OK, "step %d does not work afterwards: %s", s, error_message());
    failing = kept;
  }
  return failed;
}

static Life *new_life(void) {
  Life *life = calloc(1, sizeof *life);
  ck_assert_ptr_nonnull(life);
  Random random = random_from_seed(2);
  for (int m = 0; m < IMAGES * SIDE * SIDE; m++) pixels[m] = (uint8_t)random_bits(&random), life->x[m] = pixels[m] / 255.0f;
  life->set = (Dataset){.count = IMAGES, .height = SIDE, .width = SIDE, .channels = 1, .pixels = pixels, .labels = labels};
  return life;
}

static void end_life(Life *life) {
  sequential_free(&life->model);
  free(life);
}

START_TEST(each_allocation_fails_once) {
  all_after = _i;
  Life *whole = new_life();
  ck_assert(!live(whole));
  int tried = 0;
  for (failing = 1;; failing++) {
    Life *life = new_life();
    bool something_failed = live(life);
    int kept = failing;
    failing = 0;
    /* a training that had to be begun again has gone another way; where only answers were asked for, they are the same,
       but for the rounding of a convolution that found no room to work in */
    if (!something_failed) check_floats("answers", IMAGES * 3, life->answers, whole->answers, 0);
    for (int n = 0; n < IMAGES * 3; n++) ck_assert(life->answers[n] > 0 && life->answers[n] < 1);
    for (int m = 0; m < MAPS; m++) ck_assert(isfinite(life->maps[m]));
    ck_assert(isfinite(life->loss));
    failing = kept;
    end_life(life);
    if (!something_failed) break;
    tried++;
  }
  printf("%d allocations failed\n", tried);
  ck_assert_int_gt(tried, 50);
  end_life(whole);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("no memory");
  tcase_add_loop_test(tests, each_allocation_fails_once, 0, 2);
  return run_tests("no_memory", tests);
}
