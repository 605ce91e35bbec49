/*
 * The command line: defaults, values, and one line for each mistake. parse_options() ends
 * the process at a mistake, so each line is tried in a child, whose output is caught.
 */
#include "options.h"

#include <sched.h>
#include <sys/wait.h>

#include "temporary.h"

enum { ALL = (1 << 11) - 1 };

static char output[4096], complaint[1024];

static void read_back(const char *name, char *text, size_t size) {
  FILE *file = fopen(in_folder(name), "r");
  text[fread(text, 1, size - 1, file)] = 0;
  fclose(file);
}

/* parses `line` in a child; returns its exit status, 77 when parse_options() returned */
static int status_of(int takes, const char *words, const char *line) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    if (!freopen(in_folder("out"), "w", stdout) || !freopen(in_folder("err"), "w", stderr)) _exit(99);
    char copy[512], *argv[32] = {(char[]){"build/chapters/8-2/04_train"}};
    int argc = 1;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) argv[argc++] = strcmp(word, "''") ? word : "";
    parse_options(argc, argv, takes, "build/figures/8-2", words, "Trains the network.");
    exit(77);
  }
  int status;
  waitpid(child, &status, 0);
  read_back("out", output, sizeof output);
  read_back("err", complaint, sizeof complaint);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* a mistake: status 2, nothing on stdout, one line on stderr that starts with the program and has the words */
static void check_refused(int takes, const char *words, const char *line, const char *expected) {
  int status = status_of(takes, words, line);
  ck_assert_msg(status == 2, "`%s` ended with %d: %s", line, status, complaint);
  ck_assert_str_eq(output, "");
  ck_assert_int_eq(strncmp(complaint, "04_train: ", 10), 0);
  ck_assert_ptr_eq(strchr(complaint, '\n'), complaint + strlen(complaint) - 1);
  check_words_in(complaint, (const char *const[]){expected, "04_train --help", NULL});
}

START_TEST(defaults_are_the_books) {
  char *argv[] = {(char[]){"04_train"}, NULL};
  Options options = parse_options(1, argv, ALL, "build/figures/8-2", "", "");
  ck_assert_ptr_null(options.data);
  ck_assert(!options.any_data && !options.mine && options.progress);
  ck_assert_str_eq(options.model, "build/best-cnn-model.h5");
  ck_assert_str_eq(options.history, "build/history.csv");
  ck_assert_str_eq(options.figures, "build/figures/8-2");
  ck_assert_int_eq(options.conv, CONV_FASTEST);
  ck_assert_uint_eq(options.seed, 42);
  ck_assert_int_eq(options.epochs, 20);
  ck_assert_int_eq(options.batch_size, 32);
  ck_assert_int_eq(options.patience, 2);
  ck_assert(options.dropout == 0.4f);
  ck_assert_int_eq(options.image, 0);
  ck_assert_int_eq(options.set, SET_TRAIN);
  ck_assert(!options.resume && !options.png && !options.like);
  ck_assert_int_eq(options.invert, INVERT_AUTO);
  ck_assert_int_eq(options.argument_count, 0);
}
END_TEST

START_TEST(every_option_is_taken) {
  char line[] =
      "x --data d --any-data --model m --resume r --history h --figures f --conv winograd --kernels mine "
      "--threads 2 --seed 4294967295 --epochs 3 --batch-size 1 --patience 0 --dropout 0 --no-progress "
      "--image 59999 --set test --png p --invert no --like l IN --seed 7 OUT";
  char *argv[64];
  int argc = 0;
  for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) argv[argc++] = word;
  argv[argc] = NULL;
  Options options = parse_options(argc, argv, ALL, "", "IN OUT", "");
  ck_assert_str_eq(options.data, "d");
  ck_assert_str_eq(options.model, "m");
  ck_assert_str_eq(options.resume, "r");
  ck_assert_str_eq(options.history, "h");
  ck_assert_str_eq(options.figures, "f");
  ck_assert_str_eq(options.png, "p");
  ck_assert_int_eq(options.invert, INVERT_NO);
  ck_assert_str_eq(options.like, "l");
  ck_assert(options.any_data && options.mine && !options.progress);
  ck_assert_int_eq(options.conv, CONV_WINOGRAD);
  ck_assert_int_eq(options.threads, 2);
  ck_assert_uint_eq(options.seed, 7); /* the last one counts; options may stand among the words */
  ck_assert_int_eq(options.epochs, 3);
  ck_assert_int_eq(options.batch_size, 1);
  ck_assert_int_eq(options.patience, 0);
  ck_assert(options.dropout == 0);
  ck_assert_int_eq(options.image, 59999);
  ck_assert_int_eq(options.set, SET_TEST);
  ck_assert_int_eq(options.argument_count, 2);
  ck_assert_str_eq(options.arguments[0], "IN");
  ck_assert_str_eq(options.arguments[1], "OUT");
}
END_TEST

static const struct {
  const char *line, *expected;
} mistakes[] = {
    {"--dropout 0,4", "'0,4'"},
    {"--dropout 0.4x", "'0.4x'"},
    {"--dropout 1", "from 0 to below 1"},
    {"--dropout 0.99999999999", "from 0 to below 1"}, /* as a float it is 1 */
    {"--dropout -0.1", "from 0 to below 1"},
    {"--dropout nan", "'nan'"},
    {"--dropout 0x1p-1", "'0x1p-1'"},
    {"--dropout -0", "'-0'"},
    {"--dropout .", "'.'"},
    {"--patience -0", "'-0'"},
    {"--epochs 0x10", "'0x10'"},
    {"--epoch 3", "no option '--epoch'"}, /* a part of a name is no name */
    {"--m=x", "no option '--m'"},
    {"--dropout ''", "''"},
    {"--epochs 0", "from 1"},
    {"--epochs 3.0", "'3.0'"},
    {"--epochs 1e1", "'1e1'"},
    {"--epochs 20epochs", "'20epochs'"},
    {"--epochs -3", "from 1"},
    {"--epochs ''", "whole number"},
    {"--epochs 99999999999999999999", "whole number"},
    {"--batch-size 0", "from 1"},
    {"--batch-size 1000000", "from 1 to 8192"},
    {"--patience -1", "from 0"},
    {"--seed -1", "from 0 to 4294967295"},
    {"--seed 4294967296", "from 0 to 4294967295"},
    {"--threads 0", "from 1"},
    {"--threads two", "'two'"},
    {"--image -1", "from 0"},
    {"--invert maybe", "yes|no|auto"},
    {"--conv fast", "naive|blocked|winograd|mine"},
    {"--conv na", "naive|blocked|winograd|mine"},
    {"--kernels yours", "library|mine"},
    {"--set validation", "train|val|test"},
    {"--model ''", "--model"},
    {"--model", "--model needs a value"},
    {"--any-data=yes", "takes no value"},
    {"--epoks 3", "'--epoks'"},
    {"-e 3", "'-e'"},
    {"extra", "'extra'"},
};

START_TEST(a_mistake_is_one_line_and_status_2) { check_refused(ALL, "", mistakes[_i].line, mistakes[_i].expected); }
END_TEST

START_TEST(options_of_other_programs_are_refused) {
  check_refused(TAKES_DATA, "", "--epochs 3", "'--epochs'");
  check_refused(TAKES_BATCH_SIZE, "", "--epochs 3", "'--epochs'");
  ck_assert_int_eq(status_of(TAKES_BATCH_SIZE, "", "--batch-size 3"), 77);
}
END_TEST

START_TEST(words_after_the_options_are_counted) {
  check_refused(0, "IN OUT", "a", "IN OUT must follow");
  check_refused(0, "IN OUT", "a b c", "'c'");
  ck_assert_int_eq(status_of(0, "IN OUT", "a b"), 77);
  ck_assert_int_eq(status_of(0, "IN [OUT]", "a"), 77);
  ck_assert_int_eq(status_of(0, "FILE...", "a b c d"), 77);
  check_refused(0, "FILE...", "", "FILE... must follow");
  ck_assert_int_eq(status_of(0, "IN", "-- --file"), 77);
}
END_TEST

START_TEST(help_lists_what_the_program_takes_with_its_defaults) {
  ck_assert_int_eq(status_of(TAKES_TRAINING | TAKES_FIGURES, "", "--epochs 3 --help"), 0);
  ck_assert_str_eq(complaint, "");
  check_words_in(output,
                 (const char *const[]){"usage: 04_train", "Trains the network.", "--epochs N", "(default: 20)",
                                       "--batch-size", "(default: 32)", "--patience", "(default: 2)", "--dropout",
                                       "(default: 0.4)", "--figures", "build/figures/8-2", "--no-progress", NULL});
  ck_assert_ptr_null(strstr(output, "--model"));
}
END_TEST

START_TEST(threads_default_to_the_cpus_allowed) {
  cpu_set_t allowed, one;
  ck_assert_int_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
  size_t first = 0;
  while (!CPU_ISSET(first, &allowed)) first++;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
  char *argv[] = {(char[]){"04_train"}, NULL};
  ck_assert_int_eq(parse_options(1, argv, ALL, "", "", "").threads, 1);
}
END_TEST

START_TEST(denormals_are_flushed_in_every_thread) {
  char *argv[] = {(char[]){"04_train"}, (char[]){"--threads"}, (char[]){"3"}, NULL};
  parse_options(3, argv, ALL, "", "", "");
  volatile float smallest = 1.17549435e-38f; /* 2 to the -126: half of it has no full mantissa left */
  int kept = 0, threads = 0;
#pragma omp parallel reduction(+ : kept, threads)
  {
    volatile float half = smallest * 0.5f;
    kept += half != 0;
    threads++;
  }
#ifdef _OPENMP
  ck_assert_int_eq(threads, 3);
#endif
#if defined __x86_64__ || defined __aarch64__
  ck_assert_int_eq(kept, 0);
#endif
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("options");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, defaults_are_the_books);
  tcase_add_test(tests, every_option_is_taken);
  tcase_add_loop_test(tests, a_mistake_is_one_line_and_status_2, 0, sizeof mistakes / sizeof *mistakes);
  tcase_add_test(tests, options_of_other_programs_are_refused);
  tcase_add_test(tests, words_after_the_options_are_counted);
  tcase_add_test(tests, help_lists_what_the_program_takes_with_its_defaults);
  tcase_add_test(tests, threads_default_to_the_cpus_allowed);
  tcase_add_test(tests, denormals_are_flushed_in_every_thread);

  Suite *suite = suite_create("options");
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
