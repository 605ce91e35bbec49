/* ModelCheckpoint, EarlyStopping and the history, on scripted losses; no network is trained. */
#include <check.h>
#include <errno.h>
#undef fail /* an old name of Check's, and the name of ours */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "model/callbacks.h"

/* a model of one weight, which holds the number of the epoch */
static Sequential one_weight(void) {
  Sequential model = sequential();
  add_input(&model, (Input){.units = 1});
  add_dense(&model, (Dense){.units = 1});
  ck_assert_int_eq(build(&model, NULL), OK);
  return model;
}

static float *weight(Sequential *model) { return model->layers[0].kernel.value.data; }

/* plays the losses to a callback as fit() would; returns the epoch after which it stopped, 0 if it did not */
static int play(Callback callback, Sequential *model, int count, const double losses[]) {
  History history = {0};
  bool stop = false;
  int epoch = 0;
  while (epoch < count && !stop) {
    epoch++;
    *weight(model) = (float)epoch;
    ck_assert_int_eq(history_append(&history, (EpochLogs){.epoch = epoch, .val_loss = losses[epoch - 1]}), OK);
    TrainingState state = {.epoch = epoch, .history = history};
    ck_assert_int_eq(callback.on_epoch_end(callback.data, model, &state, &stop), OK);
  }
  ck_assert_int_eq(callback.on_train_end(callback.data, model), OK);
  callback.free(callback.data);
  history_free(&history);
  return stop ? epoch : 0;
}

START_TEST(early_stopping_keeps_the_best_of_30_25_27_28) {
  Sequential model = one_weight();
  EarlyStopping stopping = {.patience = 2, .restore_best_weights = true};
  const double losses[] = {.30, .25, .27, .28, .20};
  ck_assert_int_eq(play(early_stopping(&stopping), &model, 5, losses), 4);
  ck_assert_int_eq(stopping.best_epoch, 2);
  ck_assert_int_eq(stopping.stopped_epoch, 4);
  ck_assert_float_eq(*weight(&model), 2);
  sequential_free(&model);
}
END_TEST

/* worse, better, worse, worse: the better one begins the wait anew */
START_TEST(early_stopping_waits_anew_after_a_better_epoch) {
  Sequential model = one_weight();
  EarlyStopping stopping = {.patience = 2, .restore_best_weights = true};
  const double losses[] = {.3, .4, .2, .5, .6, .1};
  ck_assert_int_eq(play(early_stopping(&stopping), &model, 6, losses), 5);
  ck_assert_int_eq(stopping.best_epoch, 3);
  ck_assert_float_eq(*weight(&model), 3);
  sequential_free(&model);
}
END_TEST

/* an equal loss is no better one: .2 .1 .1 .1 stops at 4 and keeps 2 */
START_TEST(early_stopping_wants_strictly_smaller) {
  Sequential model = one_weight();
  EarlyStopping stopping = {.patience = 2, .restore_best_weights = true};
  const double losses[] = {.2, .1, .1, .1, .05};
  ck_assert_int_eq(play(early_stopping(&stopping), &model, 5, losses), 4);
  ck_assert_float_eq(*weight(&model), 2);
  sequential_free(&model);
}
END_TEST

/* at full precision: a difference in the tenth digit counts */
START_TEST(early_stopping_compares_at_full_precision) {
  Sequential model = one_weight();
  EarlyStopping stopping = {.patience = 2, .restore_best_weights = true};
  const double losses[] = {.25, .25 - 1e-10, .25 - 2e-10, .25 - 3e-10};
  ck_assert_int_eq(play(early_stopping(&stopping), &model, 4, losses), 0);
  ck_assert_int_eq(stopping.best_epoch, 4);
  sequential_free(&model);
}
END_TEST

/* the best weights come back even when the epochs ran out first */
START_TEST(early_stopping_restores_without_having_stopped) {
  Sequential model = one_weight();
  EarlyStopping stopping = {.patience = 2, .restore_best_weights = true};
  const double losses[] = {.30, .25, .27};
  ck_assert_int_eq(play(early_stopping(&stopping), &model, 3, losses), 0);
  ck_assert_float_eq(*weight(&model), 2);
  sequential_free(&model);
}
END_TEST

static int saved_epoch, saves;
static Status note_save(const char *path, const Sequential *model, const TrainingState *state) {
  ck_assert_str_eq(path, "best.h5");
  ck_assert_float_eq(*(const float *)model->layers[0].kernel.value.data, (float)state->epoch);
  saved_epoch = state->epoch;
  saves++;
  return OK;
}

START_TEST(model_checkpoint_saves_the_best) {
  Sequential model = one_weight();
  ModelCheckpoint checkpoint = {.path = "best.h5", .save = note_save};
  const double losses[] = {.30, .25, .27, .24, .24};
  play(model_checkpoint(&checkpoint), &model, 5, losses);
  ck_assert_int_eq(saves, 3); /* epochs 1, 2 and 4 */
  ck_assert_int_eq(saved_epoch, 4);
  ck_assert_double_eq(checkpoint.best, .24);
  sequential_free(&model);
}
END_TEST

/* ---- the history as a file ---- */

static char folder[] = "/tmp/convbook-test-XXXXXX";

static void make_test_folder(void) { ck_assert_ptr_nonnull(mkdtemp(folder)); }
static void remove_test_folder(void) {
  char command[64];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  ck_assert_int_eq(system(command), 0);
}

static const char *in_folder(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  fputs(text, file);
  fclose(file);
}

static void check_text(const char *path, const char *text) {
  char found[1024];
  FILE *file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  found[fread(found, 1, sizeof found - 1, file)] = '\0';
  fclose(file);
  ck_assert_str_eq(found, text);
}

START_TEST(the_history_is_written_and_read) {
  History history = {0};
  EpochLogs first = {1, 0.5, 0.8125, 0.375, 0.875, 4.25}, second = {2, 1.0 / 3, 0.9, 0.25, 0.95, 3.9996};
  ck_assert_int_eq(history_append(&history, first), OK);
  ck_assert_int_eq(history_append(&history, second), OK);
  ck_assert_int_eq(history_best(&history), 1);
  ck_assert_int_eq(history_write(&history, in_folder("history.csv")), OK);
  history_free(&history);
  check_text(in_folder("history.csv"),
             "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n"
             "1,0.5,0.8125,0.375,0.875,4.250\n"
             "2,0.333333333,0.9,0.25,0.95,4.000\n");

  ck_assert_int_eq(history_read(&history, in_folder("history.csv")), OK);
  ck_assert_int_eq(history.count, 2);
  ck_assert_int_eq(history.epochs[1].epoch, 2);
  ck_assert_double_eq(history.epochs[1].loss, 0.333333333);
  ck_assert_double_eq(history.epochs[0].seconds, 4.25);
  history_free(&history);
}
END_TEST

START_TEST(a_history_that_is_none_is_refused_by_line) {
  History history;
  write_text(in_folder("a.csv"), "epoch,loss\n1,2\n");
  ck_assert_int_eq(history_read(&history, in_folder("a.csv")), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "a.csv: line 1: expected epoch,loss,accuracy"));

  write_text(in_folder("b.csv"), "epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,2,3,4,5,6\n2,2,3,x,5,6\n");
  ck_assert_int_eq(history_read(&history, in_folder("b.csv")), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "b.csv: line 3: expected six numbers, found \"2,2,3,x,5,6\""));
  ck_assert_int_eq(history.count, 0);
}
END_TEST

/* ---- files that appear whole or not at all ---- */

START_TEST(an_abandoned_file_leaves_the_old_one) {
  write_text(in_folder("kept"), "old");
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("kept")), OK);
  fputs("half of the n", file.stream);
  new_file_abandon(&file);
  check_text(in_folder("kept"), "old");

  ck_assert_int_eq(new_file_begin(&file, in_folder("kept")), OK);
  fputs("new", file.stream);
  check_text(in_folder("kept"), "old"); /* not before it is whole */
  ck_assert_int_eq(new_file_commit(&file), OK);
  check_text(in_folder("kept"), "new");
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_file) {
  History history = {0};
  ck_assert_int_eq(history_append(&history, (EpochLogs){.epoch = 1}), OK);
  write_text(in_folder("kept"), "old");
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("kept")), OK);
  fclose(file.stream);
  file.stream = fopen("/dev/full", "w"); /* every write to it fails, as on a full disk */
  fputs("new", file.stream);
  ck_assert_int_eq(new_file_commit(&file), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "No space left on device"));
  check_text(in_folder("kept"), "old");
  history_free(&history);
}
END_TEST

START_TEST(what_is_no_file_is_not_replaced) {
  History history = {0};
  ck_assert_int_eq(history_append(&history, (EpochLogs){.epoch = 1}), OK);
  ck_assert_int_eq(history_write(&history, "/dev/null"), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "/dev/null: is no regular file"));
  ck_assert_int_eq(history_write(&history, folder), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "is a folder"));
  ck_assert_int_eq(history_write(&history, in_folder("missing/history.csv")), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "check that its folder exists"));
  struct stat found;
  ck_assert_int_eq(stat("/dev/null", &found), 0);
  ck_assert(S_ISCHR(found.st_mode));
  history_free(&history);
}
END_TEST

START_TEST(a_link_stays_a_link) {
  write_text(in_folder("target"), "old");
  char target[128];
  strcpy(target, in_folder("target"));
  ck_assert_int_eq(symlink(target, in_folder("link")), 0);
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("link")), OK);
  fputs("new", file.stream);
  ck_assert_int_eq(new_file_commit(&file), OK);
  struct stat found;
  ck_assert_int_eq(lstat(in_folder("link"), &found), 0);
  ck_assert(S_ISLNK(found.st_mode));
  check_text(target, "new");
}
END_TEST

static Status write_new(const char *path) {
  NewFile file;
  if (new_file_begin(&file, path) != OK) return FAILED;
  fputs("new", file.stream);
  return new_file_commit(&file);
}

/* a link that leads to no file yet: the file appears where it leads, and the link stays; also through two links */
START_TEST(a_link_that_leads_nowhere_is_followed) {
  ck_assert_int_eq(make_folders(in_folder("a/b")), OK);
  ck_assert_int_eq(symlink("b/target", in_folder("a/link")), 0);
  ck_assert_int_eq(symlink("a/link", in_folder("first")), 0);
  ck_assert_int_eq(write_new(in_folder("first")), OK);
  check_text(in_folder("a/b/target"), "new");
  struct stat found;
  ck_assert(lstat(in_folder("first"), &found) == 0 && S_ISLNK(found.st_mode));
  ck_assert(lstat(in_folder("a/link"), &found) == 0 && S_ISLNK(found.st_mode));
  ck_assert(lstat(in_folder("a/b/target"), &found) == 0 && S_ISREG(found.st_mode));

  char absolute[128];
  strcpy(absolute, in_folder("elsewhere"));
  ck_assert_int_eq(symlink(absolute, in_folder("a/absolute")), 0);
  ck_assert_int_eq(write_new(in_folder("a/absolute")), OK);
  check_text(absolute, "new");
}
END_TEST

START_TEST(links_in_a_circle_are_refused) {
  ck_assert_int_eq(symlink("two", in_folder("one")), 0);
  ck_assert_int_eq(symlink("one", in_folder("two")), 0);
  ck_assert_int_eq(write_new(in_folder("one")), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "one: cannot be written: "));
  ck_assert_ptr_nonnull(strstr(error_message(), strerror(ELOOP)));
  struct stat found;
  ck_assert(lstat(in_folder("one"), &found) == 0 && S_ISLNK(found.st_mode));
}
END_TEST

START_TEST(a_link_into_a_missing_folder_is_refused) {
  ck_assert_int_eq(symlink("missing/target", in_folder("link")), 0);
  ck_assert_int_eq(write_new(in_folder("link")), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "link: cannot be written: No such file or directory"));
}
END_TEST

START_TEST(asked_beforehand_nothing_is_left_behind) {
  ck_assert_int_eq(can_write_file(in_folder("a")), OK);
  ck_assert_int_ne(access(in_folder("a"), F_OK), 0);
  ck_assert_int_eq(can_write_file(in_folder("missing/a")), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "missing/a"));
  ck_assert_int_eq(can_write_folder(in_folder("b/c")), OK);
  ck_assert_int_eq(access(in_folder("b/c"), F_OK), 0);
  write_text(in_folder("file"), "");
  ck_assert_int_eq(can_write_folder(in_folder("file")), FAILED);
}
END_TEST

START_TEST(folders_are_made_with_those_above) {
  ck_assert_int_eq(make_folders(in_folder("a/b/c")), OK);
  ck_assert_int_eq(make_folders(in_folder("a/b/c")), OK);
  write_text(in_folder("a/file"), "");
  ck_assert_int_eq(make_folders(in_folder("a/file")), FAILED);
  ck_assert_int_eq(make_folders(in_folder("a/file/d")), FAILED);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("callbacks");
  TCase *callbacks = tcase_create("callbacks");
  tcase_add_test(callbacks, early_stopping_keeps_the_best_of_30_25_27_28);
  tcase_add_test(callbacks, early_stopping_waits_anew_after_a_better_epoch);
  tcase_add_test(callbacks, early_stopping_wants_strictly_smaller);
  tcase_add_test(callbacks, early_stopping_compares_at_full_precision);
  tcase_add_test(callbacks, early_stopping_restores_without_having_stopped);
  tcase_add_test(callbacks, model_checkpoint_saves_the_best);
  suite_add_tcase(suite, callbacks);
  TCase *files = tcase_create("files");
  tcase_add_checked_fixture(files, make_test_folder, remove_test_folder);
  tcase_add_test(files, the_history_is_written_and_read);
  tcase_add_test(files, a_history_that_is_none_is_refused_by_line);
  tcase_add_test(files, an_abandoned_file_leaves_the_old_one);
  tcase_add_test(files, a_full_disk_leaves_the_old_file);
  tcase_add_test(files, what_is_no_file_is_not_replaced);
  tcase_add_test(files, a_link_stays_a_link);
  tcase_add_test(files, a_link_that_leads_nowhere_is_followed);
  tcase_add_test(files, links_in_a_circle_are_refused);
  tcase_add_test(files, a_link_into_a_missing_folder_is_refused);
  tcase_add_test(files, asked_beforehand_nothing_is_left_behind);
  tcase_add_test(files, folders_are_made_with_those_above);
  suite_add_tcase(suite, files);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
