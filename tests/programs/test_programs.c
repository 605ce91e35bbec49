/*
 * The programs of chapter 8-2 as the reader runs them: exit status, what they print last,
 * Ctrl-C, a disk that cannot be written, the same bits twice.
 *
 * The data is made here: 300 images, each class a bright bar at a height of its own, so
 * that a network learns something in a second.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../unit/temporary.h"

extern char **environ;

static char programs[512]; /* BUILD/chapters/8-2 */

enum { TRAIN = 300, TEST = 40, SIDE = 28 };

static void big_endian(uint8_t *to, int number) {
  for (int i = 0; i < 4; i++) to[i] = (uint8_t)(number >> 8 * (3 - i));
}

static void write_set(const char *images_name, const char *labels_name, int count) {
  size_t size = 16 + (size_t)count * SIDE * SIDE;
  uint8_t *images = calloc(1, size), *labels = calloc(1, 8 + (size_t)count);
  memcpy(images, (const uint8_t[]){0, 0, 8, 3}, 4);
  memcpy(labels, (const uint8_t[]){0, 0, 8, 1}, 4);
  big_endian(images + 4, count), big_endian(images + 8, SIDE), big_endian(images + 12, SIDE);
  big_endian(labels + 4, count);
  unsigned noise = 1;
  for (int n = 0; n < count; n++) {
    int class = n % 10;
    labels[8 + n] = (uint8_t)class;
    for (int m = 0; m < SIDE * SIDE; m++) {
      noise = noise * 1664525u + 1013904223u; /* Numerical Recipes' generator */
      int bright = m / SIDE >= 2 * class + 3 && m / SIDE < 2 * class + 6;
      images[16 + n * SIDE * SIDE + m] = (uint8_t)((noise >> 25) + (bright ? 120u : 0u));
    }
  }
  write_gzip(images_name, images, size);
  write_gzip(labels_name, labels, 8 + (size_t)count);
  free(images), free(labels);
}

static void make_training_set(int count) {
  write_set("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", count);
}

static void make_data(void) {
  make_folder();
  make_training_set(TRAIN);
  write_set("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", TEST);
}

/* ---- running a program ---- */

static char output[1 << 16], complaint[1 << 12]; /* what it printed on stdout and on stderr */

static void read_all(const char *path, size_t size, char text[size]) {
  FILE *file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  text[fread(text, 1, size - 1, file)] = '\0';
  fclose(file);
}

/* PROGRAM OPTIONS in a shell, with the small data set; returns the exit status */
static int run(const char *program, const char *options) {
  char command[2048];
  snprintf(command, sizeof command, "%s/%s --data %s --any-data %s </dev/null >%s/out 2>%s/err", programs, program,
           folder, options, folder, folder);
  int status = system(command);
  read_all(in_folder("out"), sizeof output, output);
  read_all(in_folder("err"), sizeof complaint, complaint);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* 04_train with model, history and figures in the test's own folder */
static int train(const char *options) {
  char all[1024];
  snprintf(all, sizeof all, "--model %s/best.h5 --history %s/history.csv --figures %s/figures %s", folder, folder,
           folder, options);
  return run("04_train", all);
}

static int with_model(const char *program, const char *options) {
  char all[1024];
  snprintf(all, sizeof all, "--model %s/best.h5 %s", folder, options);
  return run(program, all);
}

static const char *last_line(void) {
  size_t end = strlen(output);
  ck_assert_uint_gt(end, 0);
  output[end - 1] = '\0'; /* its newline */
  const char *newline = strrchr(output, '\n');
  return newline ? newline + 1 : output;
}

/* line `line` of the history, 1 for the first epoch */
static void history_line(int line, double *val_loss, double *val_accuracy) {
  FILE *file = fopen(in_folder("history.csv"), "r");
  ck_assert_ptr_nonnull(file);
  char text[256];
  for (int i = 0; i <= line; i++) ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
  fclose(file);
  ck_assert_int_eq(sscanf(text, "%*d,%*f,%*f,%lf,%lf", val_loss, val_accuracy), 2);
}

static int history_lines(void) {
  char text[4096];
  read_all(in_folder("history.csv"), sizeof text, text);
  int lines = 0;
  for (const char *c = text; *c; c++) lines += *c == '\n';
  return lines - 1;
}

/* ---- training and evaluating ---- */

START_TEST(evaluate_gives_the_best_epoch_of_the_history) {
  ck_assert_msg(train("--epochs 4 --patience 9") == 0, "%s", complaint);
  ck_assert_int_eq(history_lines(), 4);
  ck_assert_int_eq(access(in_folder("figures/04_loss.png"), F_OK), 0);
  double best_loss = INFINITY, best_accuracy = 0;
  for (int line = 1; line <= 4; line++) {
    double loss, accuracy;
    history_line(line, &loss, &accuracy);
    if (loss < best_loss) best_loss = loss, best_accuracy = accuracy;
  }
  ck_assert_int_eq(with_model("05_evaluate", ""), 0);
  char first[128];
  double loss, accuracy;
  snprintf(first, sizeof first, "%s", last_line());
  ck_assert_int_eq(sscanf(first, "[%lf, %lf]", &loss, &accuracy), 2);
  ck_assert_double_eq_tol(loss, best_loss, 1e-6 * best_loss);
  ck_assert_double_eq_tol(accuracy, best_accuracy, 1e-9);

  /* the same bits twice, and with one thread */
  ck_assert_int_eq(with_model("05_evaluate", ""), 0);
  ck_assert_str_eq(last_line(), first);
  ck_assert_int_eq(with_model("05_evaluate", "--threads 1"), 0);
  ck_assert_str_eq(last_line(), first);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_history_and_model_for_any_number_of_threads) {
  const char *const runs[] = {"--threads 1", "--threads 2", "--threads 4", "--threads 2"};
  char first[4096] = "", command[512];
  for (int i = 0; i < 4; i++) {
    char options[64], text[4096];
    snprintf(options, sizeof options, "--epochs 2 %s", runs[i]);
    ck_assert_msg(train(options) == 0, "%s", complaint);
    /* all of the history but the seconds, and the whole model file */
    snprintf(command, sizeof command, "cd %s && { cut -d, -f1-5 history.csv; md5sum <best.h5; } >sum", folder);
    ck_assert_int_eq(system(command), 0);
    read_all(in_folder("sum"), sizeof text, text);
    if (i == 0) strcpy(first, text);
    ck_assert_str_eq(text, first);
  }
  ck_assert_msg(train("--epochs 2 --seed 43") == 0, "%s", complaint);
  ck_assert_int_eq(system(command), 0);
  char other[4096];
  read_all(in_folder("sum"), sizeof other, other);
  ck_assert_str_ne(other, first);
}
END_TEST

START_TEST(all_convolution_paths_learn_the_same) {
  const char *const paths[] = {"naive", "blocked", "winograd"};
  double loss[3], accuracy;
  for (int i = 0; i < 3; i++) {
    char options[64];
    snprintf(options, sizeof options, "--epochs 1 --conv %s", paths[i]);
    ck_assert_msg(train(options) == 0, "%s", complaint);
    history_line(1, &loss[i], &accuracy);
  }
  ck_assert_double_eq_tol(loss[1], loss[0], 1e-4);
  ck_assert_double_eq_tol(loss[2], loss[0], 1e-4);
}
END_TEST

/* ---- Ctrl-C ---- */

/* starts 04_train with its stdout on a pipe; returns its process */
static pid_t start_training(FILE **lines) {
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  /* a test that nohup started hands SIGHUP on as ignored, and then training would never end */
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGHUP);
  posix_spawnattr_setsigdefault(&attributes, &ending);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  char path[600], model[128], history[128], figures[128];
  snprintf(path, sizeof path, "%s/04_train", programs);
  snprintf(model, sizeof model, "%s/best.h5", folder);
  snprintf(history, sizeof history, "%s/history.csv", folder);
  snprintf(figures, sizeof figures, "%s/figures", folder);
  char *const words[] = {path,     "--data",    folder,  "--any-data", "--model", model,        "--history",  history,
                         "--figures", figures, "--epochs", "100000",  "--patience", "100000", NULL};
  pid_t child;
  ck_assert_int_eq(posix_spawn(&child, path, &actions, &attributes, words, environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  *lines = fdopen(ends[0], "r");
  return child;
}

/* so do a closed terminal and kill */
START_TEST(ctrl_c_keeps_model_history_and_figure_and_exits_130) {
  FILE *lines;
  pid_t child = start_training(&lines);
  char line[512];
  do ck_assert_ptr_nonnull(fgets(line, sizeof line, lines));
  while (strncmp(line, "Epoch 3/", 8) != 0);
  kill(child, _i == 0 ? SIGINT : _i == 1 ? SIGTERM : SIGHUP);
  while (fgets(line, sizeof line, lines)) continue;
  fclose(lines);
  int status;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  ck_assert(WIFEXITED(status));
  ck_assert_int_eq(WEXITSTATUS(status), 130);
  ck_assert_int_ge(history_lines(), 2);
  ck_assert_int_eq(access(in_folder("figures/04_loss.png"), F_OK), 0);
  ck_assert_int_eq(with_model("05_evaluate", ""), 0);
}
END_TEST

/* ---- what goes wrong ---- */

/* a disk that has room for the history and the figure, not for the model: no file may pass a megabyte */
START_TEST(a_save_that_fails_is_told_and_the_training_kept) {
  char older[] = "what was there before", found[64];
  write_plain("best.h5", older, sizeof older);
  char command[2048];
  snprintf(command, sizeof command,
           "trap '' XFSZ; ulimit -f 1000; %s/04_train --data %s --any-data --epochs 2 --model %s/best.h5 "
           "--history %s/history.csv --figures %s/figures </dev/null >/dev/null 2>%s/err",
           programs, folder, folder, folder, folder, folder);
  int status = system(command);
  read_all(in_folder("err"), sizeof complaint, complaint);
  ck_assert(WIFEXITED(status));
  ck_assert_int_eq(WEXITSTATUS(status), 1);
  ck_assert_msg(strstr(complaint, "best.h5") != NULL, "%s", complaint);
  ck_assert_int_eq(history_lines(), 2);
  ck_assert_int_eq(access(in_folder("figures/04_loss.png"), F_OK), 0);
  read_all(in_folder("best.h5"), sizeof found, found);
  ck_assert_str_eq(found, older);
}
END_TEST

/* that the model has no place to go is said before the training, not after it */
START_TEST(a_model_that_cannot_be_saved_at_all_is_told_at_once) {
  char options[512];
  snprintf(options, sizeof options, "--epochs 2 --model %s/missing/best.h5 --history %s/history.csv --figures %s/figures",
           folder, folder, folder);
  ck_assert_int_eq(run("04_train", options), 1);
  ck_assert_ptr_nonnull(strstr(complaint, "missing/best.h5: cannot be written"));
  ck_assert_ptr_eq(strchr(complaint, '\n'), complaint + strlen(complaint) - 1);
  ck_assert_ptr_null(strstr(output, "Epoch"));
  ck_assert_int_ne(access(in_folder("history.csv"), F_OK), 0);
}
END_TEST

static bool one_line_of_complaint(void) {
  return complaint[0] && strchr(complaint, '\n') == complaint + strlen(complaint) - 1;
}

/* nor the history, nor the figures: asked before the training as well; folders are for users who are not root */
START_TEST(an_output_without_a_place_is_told_at_once) {
  write_plain("file", "", 0);
  const struct {
    const char *options, *message;
  } cases[] = {{"--history missing/history.csv --figures figures", "missing/history.csv: cannot be written"},
               {"--history . --figures figures", "is a folder"},
               {"--history history.csv --figures file", "file: is not a folder"},
               {"--history history.csv --figures file/figures", "file/figures: the folder cannot be made"},
               {"--history history.csv --figures /proc/self/net", "nothing can be written"}};
  for (int i = 0; i < 5; i++) {
    if (i == 4 && geteuid() == 0) continue; /* root may write anywhere */
    char options[512];
    ck_assert_int_eq(chdir(folder), 0);
    snprintf(options, sizeof options, "--epochs 2 --model best.h5 %s", cases[i].options);
    ck_assert_int_eq(run("04_train", options), 1);
    ck_assert_msg(strstr(complaint, cases[i].message) != NULL, "%s: %s", cases[i].options, complaint);
    ck_assert_msg(one_line_of_complaint(), "%s", complaint);
    ck_assert_ptr_null(strstr(output, "Epoch"));
    ck_assert_int_ne(access("best.h5", F_OK), 0);
  }
}
END_TEST

/* the history would be written over the model; by whatever name, there already or not */
START_TEST(model_and_history_of_one_name_are_a_usage_error) {
  char folder_name[64];
  snprintf(folder_name, sizeof folder_name, "%s", strrchr(folder, '/') + 1);
  char other[128];
  snprintf(other, sizeof other, "--model m.h5 --history ../%s/m.h5", folder_name);
  const char *const cases[] = {"--model m.h5 --history m.h5", "--model m.h5 --history ./m.h5", other,
                               "--model link.h5 --history old.h5", "--model m.h5 --resume old.h5 --history old.h5"};
  char older[] = "what was there before", found[64];
  write_plain("old.h5", older, sizeof older);
  ck_assert_int_eq(chdir(folder), 0);
  ck_assert_int_eq(symlink("old.h5", "link.h5"), 0);
  for (int i = 0; i < 5; i++) {
    ck_assert_msg(run("04_train", cases[i]) == 2, "%s", cases[i]);
    ck_assert_msg(strstr(complaint, "the same file") && one_line_of_complaint(), "%s: %s", cases[i], complaint);
    ck_assert_int_ne(access("m.h5", F_OK), 0);
  }
  read_all("old.h5", sizeof found, found);
  ck_assert_str_eq(found, older);
  /* one name in two folders is two files */
  ck_assert_int_eq(mkdir("other", 0777), 0);
  ck_assert_msg(run("04_train", "--epochs 1 --model m.h5 --history other/m.h5 --figures figures") == 0, "%s", complaint);
}
END_TEST

/* what cannot be written at the end does not keep the rest from being written */
START_TEST(a_history_that_fails_at_the_end_leaves_the_figure) {
  FILE *lines;
  pid_t child = start_training(&lines);
  char line[512];
  do ck_assert_ptr_nonnull(fgets(line, sizeof line, lines));
  while (strncmp(line, "Epoch 2/", 8) != 0);
  ck_assert_int_eq(mkdir(in_folder("history.csv"), 0777), 0); /* now its name is taken */
  kill(child, SIGINT);
  while (fgets(line, sizeof line, lines)) continue;
  fclose(lines);
  int status;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  ck_assert(WIFEXITED(status));
  ck_assert_int_eq(WEXITSTATUS(status), 1);
  ck_assert_int_eq(access(in_folder("figures/04_loss.png"), F_OK), 0);
}
END_TEST

/* 08_gradient looks at 32 images; 20 in the set are 16 to learn from */
START_TEST(a_data_set_too_small_for_the_gradient_is_told) {
  ck_assert_msg(train("--epochs 1") == 0, "%s", complaint);
  ck_assert_msg(with_model("08_gradient", "") == 0, "%s", complaint);
  make_training_set(20);
  ck_assert_int_eq(with_model("08_gradient", ""), 1);
  ck_assert_msg(strstr(complaint, "16 training images") && one_line_of_complaint(), "%s", complaint);
}
END_TEST

/* 8192 images of 28x28 numbers are 26 MB: with less than that to have, the training ends with one line, in order */
START_TEST(a_batch_without_memory_is_one_line_and_status_1) {
  const char *const all[] = {"04_train", "04_train_dense"};
  for (int i = 0; i < 2; i++) {
    int told = 0;
    for (int megabytes = 40; megabytes < 72; megabytes += 4) {
      char command[1024];
      snprintf(command, sizeof command,
               "cd %s; ulimit -v %d000; %s/%s --threads 1 --data . --any-data --batch-size 8192 --epochs 1 --no-progress %s "
               "</dev/null >out 2>err",
               folder, megabytes, programs, all[i], i == 0 ? "--model m.pt --history h.csv --figures f" : "");
      int status = system(command);
      read_all(in_folder("err"), sizeof complaint, complaint);
      ck_assert(WIFEXITED(status));
      ck_assert_msg(WEXITSTATUS(status) < 2 || WEXITSTATUS(status) == 127, "%s, %d MB: %d, %s", all[i], megabytes,
                    WEXITSTATUS(status), complaint);
      told += WEXITSTATUS(status) == 1 && strstr(complaint, "not enough memory") != NULL;
    }
    ck_assert_int_gt(told, 0); /* otherwise this test tests nothing */
  }
}
END_TEST

START_TEST(a_missing_model_is_one_line_and_status_1) {
  const char *const all[] = {"05_evaluate", "06_predict", "07_test_set"};
  for (int i = 0; i < 3; i++) {
    char options[256];
    snprintf(options, sizeof options, "--model %s/none.h5", folder);
    ck_assert_int_eq(run(all[i], options), 1);
    ck_assert_ptr_nonnull(strstr(complaint, "none.h5"));
    ck_assert_ptr_eq(strchr(complaint, '\n'), complaint + strlen(complaint) - 1);
  }
}
END_TEST

START_TEST(a_comma_for_a_point_is_a_usage_error) {
  ck_assert_int_eq(train("--dropout 0,4"), 2);
  ck_assert_int_ne(access(in_folder("best.h5"), F_OK), 0);
}
END_TEST

/* every write to /dev/full fails, as on a full disk */
START_TEST(an_output_that_cannot_be_written_is_one_line_and_status_1) {
  char command[1024];
  snprintf(command, sizeof command, "%s/04_train --help </dev/null >/dev/full 2>%s/err", programs, folder);
  int status = system(command);
  read_all(in_folder("err"), sizeof complaint, complaint);
  ck_assert_int_eq(WEXITSTATUS(status), 1);
  ck_assert_ptr_nonnull(strstr(complaint, "could not be written"));
  ck_assert_ptr_eq(strchr(complaint, '\n'), complaint + strlen(complaint) - 1);
}
END_TEST

START_TEST(the_dense_network_trains_too) {
  ck_assert_msg(run("04_train_dense", "--epochs 2") == 0, "%s", complaint);
  ck_assert_ptr_nonnull(strstr(output, "Total params: 79,510"));
}
END_TEST

int main(int argc, char **argv) {
  /* whoever runs the tests may ignore them, as nohup does, and a training leaves an ignored signal ignored */
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  (void)argc;
  char self[400];
  if (!realpath(argv[0], self)) return EXIT_FAILURE;
  snprintf(programs, sizeof programs, "%s/chapters/8-2", dirname(dirname(dirname(self))));

  Suite *suite = suite_create("programs");
  TCase *tests = tcase_create("programs");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, make_data, remove_folder);
  tcase_add_test(tests, evaluate_gives_the_best_epoch_of_the_history);
  tcase_add_test(tests, the_same_seed_gives_the_same_history_and_model_for_any_number_of_threads);
  tcase_add_test(tests, all_convolution_paths_learn_the_same);
  tcase_add_loop_test(tests, ctrl_c_keeps_model_history_and_figure_and_exits_130, 0, 3);
  tcase_add_test(tests, a_save_that_fails_is_told_and_the_training_kept);
  tcase_add_test(tests, a_model_that_cannot_be_saved_at_all_is_told_at_once);
  tcase_add_test(tests, an_output_without_a_place_is_told_at_once);
  tcase_add_test(tests, model_and_history_of_one_name_are_a_usage_error);
  tcase_add_test(tests, a_history_that_fails_at_the_end_leaves_the_figure);
  tcase_add_test(tests, a_data_set_too_small_for_the_gradient_is_told);
  tcase_add_test(tests, a_batch_without_memory_is_one_line_and_status_1);
  tcase_add_test(tests, a_missing_model_is_one_line_and_status_1);
  tcase_add_test(tests, an_output_that_cannot_be_written_is_one_line_and_status_1);
  tcase_add_test(tests, a_comma_for_a_point_is_a_usage_error);
  tcase_add_test(tests, the_dense_network_trains_too);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
