/*
 * model.fit() and model.evaluate(): the loop that Keras hides.
 *
 *     for each epoch:
 *       shuffle the training images
 *       for each batch: forward, backward, update
 *       evaluate the validation images
 *       call the callbacks
 */
#include "model/fit.h"

#include <math.h>
#include <signal.h>

#include "base/memory.h"
#include "data/batches.h"
#include "kernels/statistics.h"
#include "model/batch.h"

/* ---- Ctrl-C, a closed terminal, kill: noticed after each batch, so that nothing is left half done ---- */

static volatile sig_atomic_t interrupted;

static const int endings[] = {SIGINT, SIGTERM, SIGHUP};

enum { ENDINGS = sizeof endings / sizeof endings[0] };

static void note_interrupt(int signal) {
  (void)signal;
  interrupted = 1;
}

/* the second Ctrl-C ends the program at once, as usual; what was ignored (nohup, &) still is */
static void listen_for_interrupt(struct sigaction before[ENDINGS]) {
  const struct sigaction listening = {.sa_handler = note_interrupt, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
  for (int i = 0; i < ENDINGS; i++) {
    sigaction(endings[i], NULL, &before[i]);
    if (before[i].sa_handler != SIG_IGN) sigaction(endings[i], &listening, NULL);
  }
}

static void stop_listening(const struct sigaction before[ENDINGS]) {
  for (int i = 0; i < ENDINGS; i++) sigaction(endings[i], &before[i], NULL);
  interrupted = 0;
}

/* ---- a batch, and what is added up over batches ---- */

/* one batch's images, labels and losses */
typedef struct Batch {
  float *x;    /* [batch size] images */
  int *label;  /* [batch size] */
  float *loss; /* [batch size] */
} Batch;

static void batch_free(Batch *batch) {
  release(batch->x);
  release(batch->label);
  release(batch->loss);
  *batch = (Batch){0};
}

static Status batch_create(Batch *batch, int size, Shape image) {
  *batch = (Batch){.x = allocate((size_t)size * shape_count(image), sizeof(float)),
                   .label = allocate((size_t)size, sizeof(int)),
                   .loss = allocate((size_t)size, sizeof(float))};
  if (batch->x && batch->label && batch->loss) return OK;
  batch_free(batch);
  return FAILED;
}

/* sums over samples, so that a smaller last batch weighs less */
typedef struct Totals {
  double loss;
  int right, count;
} Totals;

static void add_batch(Totals *totals, int N, int classes, const float *p, const Batch *batch) {
  for (int n = 0; n < N; n++) {
    totals->loss += (double)batch->loss[n];
    totals->right += argmax(classes, p + n * classes) == batch->label[n];
  }
  totals->count += N;
}

static double mean_loss(Totals totals) { return totals.loss / totals.count; }
static double accuracy(Totals totals) { return (double)totals.right / totals.count; }

/* ---- checks ---- */

static Status check_fits(const Sequential *model, const Dataset *set) {
  if (model->layer_count == 0) return fail("the model has no layers");
  if (set->count < 1) return fail("the data set is empty");
  const Layer *last = &model->layers[model->layer_count - 1];
  if (layer_activation(last) != SOFTMAX)
    return fail("the model must end with a Dense layer with softmax to be trained or evaluated");
  size_t pixels = (size_t)set->height * (size_t)set->width * (size_t)set->channels;
  if (pixels != shape_count(model->input_shape)) {
    char shape[64];
    return fail("the model takes images of shape %s, but those of the data set are %dx%dx%d",
                shape_text(model->input_shape, sizeof shape, shape), set->height, set->width, set->channels);
  }
  for (int n = 0; n < set->count; n++)
    if (dataset_label(set, n) >= last->output_shape.size[0])
      return fail("image %d has label %d, but the model knows the classes 0 to %d only", n, dataset_label(set, n),
                  last->output_shape.size[0] - 1);
  return OK;
}

static Status check_fit(const Sequential *model, const Dataset *train, Fit how) {
  if (!model->compiled) return fail("fit: the model must be compiled first; call compile()");
  if (check_fits(model, train) != OK) return FAILED;
  if (how.validation && check_fits(model, how.validation) != OK) return FAILED;
  for (int i = 0; i < how.callback_count; i++)
    if (how.callbacks[i].needs_validation && !how.validation)
      return fail("fit: a callback waits for val_loss, but there is no validation data; set .validation");
  return OK;
}

static bool all_finite(const Tensor *tensor, size_t count) {
  const float *data = tensor->data;
  for (size_t m = 0; data && m < count; m++)
    if (!isfinite(data[m])) return false;
  return true;
}

/* the first layer that a number which is not finite comes out of, for the N images that have just run */
static const char *layer_not_finite(const Sequential *model, int N) {
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    if (!all_finite(&layer->output, (size_t)N * shape_count(layer->output_shape))) return layer->name;
  }
  return model->layers[model->layer_count - 1].name;
}

/* ---- one epoch ---- */

/* a slow kernel is no surprise when one knows how long it will take */
static void tell_expected_time(int steps, double seconds_for_20) {
  double expected = seconds_for_20 / 20 * steps;
  if (expected > 30) {
    printf("at this speed an epoch takes about %.0f minutes and %.0f seconds\n", floor(expected / 60),
           fmod(expected, 60));
    fflush(stdout);
  }
}

/* where an epoch got to */
typedef enum EpochEnd { EPOCH_DONE, EPOCH_INTERRUPTED, EPOCH_FAILED } EpochEnd;

static EpochEnd train_epoch(Sequential *model, const Dataset *train, const Fit *how, int epoch, const int *order,
                            Batch *batch, Progress *progress, Totals *totals) {
  int classes = model->layers[model->layer_count - 1].output_shape.size[0];
  for (int step = 0; step < progress->steps; step++) {
    int N = batch_images(train->count, how->batch_size, step);
    load_batch(train, order, step * how->batch_size, N, batch->x, batch->label);

    const float *p = train_on_batch(model, N, batch->x, batch->label, batch->loss, how->random);
    if (!p) return EPOCH_FAILED;
    add_batch(totals, N, classes, p, batch);
    if (!isfinite(totals->loss)) {
      fail("epoch %d, batch %d: the loss is %f; layer %s is the first that gives numbers that are not finite; "
           "try a smaller learning rate",
           epoch, step + 1, mean_loss(*totals), layer_not_finite(model, N));
      return EPOCH_FAILED;
    }

    progress_step(progress, step + 1, mean_loss(*totals), accuracy(*totals));
    if (how->progress && epoch == how->first_epoch + 1 && step == 19)
      tell_expected_time(progress->steps, seconds_now() - progress->started);
    if (interrupted) return EPOCH_INTERRUPTED;
  }
  return EPOCH_DONE;
}

/* names the layer where an image's loss went wrong: by running it once more */
static void tell_not_finite(Sequential *model, const Dataset *set, int image, float loss) {
  float *x = allocate(shape_count(model->input_shape), sizeof *x);
  if (!x) return;
  load_batch(set, NULL, image, 1, x, NULL);
  if (forward(model, 1, x, false, NULL))
    fail("evaluating, image %d: the loss is %f; layer %s is the first that gives numbers that are not finite", image,
         (double)loss, layer_not_finite(model, 1));
  release(x);
}

static EpochEnd evaluate_set(Sequential *model, const Dataset *set, int batch_size, Progress *progress,
                             Totals *totals) {
  enum { MOST = 32 }; /* more at a time would gain nothing */
  Answers answers = {.loss = allocate((size_t)set->count, sizeof(float)),
                     .class = allocate((size_t)set->count, sizeof(int))};
  EpochEnd end = EPOCH_FAILED;
  if (answers.loss && answers.class &&
      answer_all(model, set, batch_size < MOST ? batch_size : MOST, answers, progress, &interrupted) == OK)
    end = interrupted ? EPOCH_INTERRUPTED : EPOCH_DONE;

  for (int n = 0; end == EPOCH_DONE && n < set->count; n++) {
    totals->loss += (double)answers.loss[n];
    totals->right += answers.class[n] == dataset_label(set, n);
    if (isfinite(answers.loss[n])) continue;
    tell_not_finite(model, set, n, answers.loss[n]);
    end = EPOCH_FAILED;
  }
  totals->count = set->count;
  release(answers.loss);
  release(answers.class);
  return end;
}

/* ---- the whole training ---- */

static Status call_callbacks(const Fit *how, Sequential *model, const TrainingState *state, bool *stop) {
  Status status = OK;
  for (int i = 0; i < how->callback_count; i++) {
    const Callback *callback = &how->callbacks[i];
    if (callback->on_epoch_end(callback->data, model, state, stop) == OK) continue;
    char when[40];
    snprintf(when, sizeof when, "after epoch %d", state->epoch);
    report_failure(when); /* told now; the training is worth finishing */
    status = FAILED;
  }
  return status;
}

/* brings best and wait up to the newest epoch, as EarlyStopping counts them */
static void note_epoch(TrainingState *state, const History *history, const Random *random) {
  const EpochLogs *logs = &history->epochs[history->count - 1];
  state->epoch = logs->epoch;
  state->random = *random;
  state->history = *history;
  int best = history_best(history);
  state->best_epoch = best < 0 ? 0 : history->epochs[best].epoch;
  state->best = best < 0 ? (double)NAN : history->epochs[best].val_loss;
  state->wait = logs->epoch - state->best_epoch;
}

static EpochEnd run_epoch(Sequential *model, const Dataset *train, const Fit *how, int epoch, int *order,
                          Batch *batch, EpochLogs *logs) {
  if (how->progress) {
    printf("Epoch %d/%d\n", epoch, how->epochs);
    fflush(stdout);
  }
  Progress progress = progress_begin(batch_count(train->count, how->batch_size), how->progress);
  random_permutation(how->random, train->count, order);

  Totals training = {0}, validation = {0};
  EpochEnd end = train_epoch(model, train, how, epoch, order, batch, &progress, &training);
  if (end == EPOCH_DONE && how->validation)
    end = evaluate_set(model, how->validation, how->batch_size, NULL, &validation);
  if (end != EPOCH_DONE) {
    progress_break(&progress);
    return end;
  }

  *logs = (EpochLogs){.epoch = epoch, .loss = mean_loss(training), .accuracy = accuracy(training),
                      .val_loss = how->validation ? mean_loss(validation) : (double)NAN,
                      .val_accuracy = how->validation ? accuracy(validation) : (double)NAN,
                      .seconds = seconds_now() - progress.started};
  progress_end(&progress, logs->loss, logs->accuracy, logs->val_loss, logs->val_accuracy);
  return EPOCH_DONE;
}

static FitEnd run_epochs(Sequential *model, const Dataset *train, const Fit *how, History *history, int *order,
                         Batch *batch) {
  FitEnd result = FIT_DONE;
  bool stop = false;
  TrainingState state = {0};
  for (int epoch = how->first_epoch + 1; epoch <= how->epochs && !stop; epoch++) {
    EpochLogs logs;
    EpochEnd end = run_epoch(model, train, how, epoch, order, batch, &logs);
    if (end == EPOCH_INTERRUPTED) return FIT_INTERRUPTED;
    if (end == EPOCH_FAILED || history_append(history, logs) != OK) return FIT_FAILED;
    note_epoch(&state, history, how->random);
    if (call_callbacks(how, model, &state, &stop) != OK) result = FIT_FAILED;
  }
  if (result == FIT_FAILED) fail("the training went on to its end, but not all of it could be kept: the lines above tell");
  return result;
}

FitEnd fit(Sequential *model, const Dataset *train, Fit how, History *history) {
  if (how.epochs == 0) how.epochs = 1;
  if (how.batch_size == 0) how.batch_size = 32;
  if (!how.random) BUG("fit needs a random number generator");
  if (check_fit(model, train, how) != OK) return FIT_FAILED;

  FitEnd result = FIT_FAILED;
  Batch batch = {0};
  int *order = allocate((size_t)train->count, sizeof(int));
  if (order && batch_create(&batch, how.batch_size, model->input_shape) == OK) {
    struct sigaction before[ENDINGS];
    listen_for_interrupt(before);
    result = run_epochs(model, train, &how, history, order, &batch);
    for (int i = 0; i < how.callback_count; i++)
      if (how.callbacks[i].on_train_end(how.callbacks[i].data, model) != OK) result = FIT_FAILED;
    stop_listening(before);
  }
  for (int i = 0; i < how.callback_count; i++) how.callbacks[i].free(how.callbacks[i].data);
  batch_free(&batch);
  release(order);
  return result;
}

Status evaluate(Sequential *model, const Dataset *set, int batch_size, bool show_progress, Evaluation *result) {
  if (check_fits(model, set) != OK) return FAILED;

  Totals totals = {0};
  Progress progress = progress_begin(batch_count(set->count, batch_size), show_progress);
  EpochEnd end = evaluate_set(model, set, batch_size, &progress, &totals);
  if (end != EPOCH_DONE) {
    progress_break(&progress);
    return end == EPOCH_INTERRUPTED ? fail("evaluating was interrupted; nothing was changed") : FAILED;
  }
  *result = (Evaluation){.loss = mean_loss(totals), .accuracy = accuracy(totals)};
  progress_end(&progress, result->loss, result->accuracy, (double)NAN, (double)NAN);
  return OK;
}
