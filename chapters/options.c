/*
 * The command line that every program shares: see options.h.
 *
 * All options stand in one table, each with its default as the reader would type it. The
 * defaults are set by the same function that takes what was typed, so `--help` cannot
 * say anything else than what happens.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/denormals.h"
#include "base/error.h"
#include "base/file.h"

typedef enum OptionId {
  DATA = 256, /* above any letter that getopt could report */
  ANY_DATA,
  MODEL,
  RESUME,
  HISTORY,
  FIGURES,
  CONV,
  KERNELS,
  THREADS,
  SEED,
  EPOCHS,
  BATCH_SIZE,
  PATIENCE,
  DROPOUT,
  NO_PROGRESS,
  IMAGE,
  SET,
  PNG,
  INVERT,
  LIKE,
  HELP
} OptionId;

typedef struct Row {
  OptionId id;
  int sets;             /* the OptionSet bits that bring it */
  const char *name;     /* without the two dashes */
  const char *value;    /* as --help names it; null when there is none */
  const char *standard; /* the default as one would type it; null: none, or worked out */
  const char *help;
} Row;

static const Row rows[] = {
    {DATA, TAKES_DATA, "data", "DIR", NULL,
     "folder of Fashion-MNIST's four files (default: $FASHION_MNIST_DIR, else data/, else Debian's)"},
    {ANY_DATA, TAKES_DATA, "any-data", NULL, NULL, "take data that is not Fashion-MNIST"},
    {MODEL, TAKES_MODEL, "model", "FILE", "build/best-cnn-model.h5", "model file"},
    {RESUME, TAKES_RESUME, "resume", "FILE", NULL, "go on from the training that this model file keeps"},
    {HISTORY, TAKES_HISTORY, "history", "FILE", "build/history.csv", "loss and accuracy of each epoch"},
    {FIGURES, TAKES_FIGURES, "figures", "DIR", NULL, "folder for the figures"},
    {CONV, TAKES_CONV, "conv", "naive|blocked|winograd|mine", NULL,
     "how to compute convolutions (default: the fastest that fits)"},
    {KERNELS, TAKES_CONV, "kernels", "library|mine", "library", "whose functions do the arithmetic"},
    {THREADS, TAKES_CONV, "threads", "N", NULL, "threads to compute with"},
    {SEED, TAKES_SEED, "seed", "N", "42", "where chance starts"},
    {EPOCHS, TAKES_TRAINING, "epochs", "N", "20", "epochs at most"},
    {BATCH_SIZE, TAKES_TRAINING | TAKES_BATCH_SIZE, "batch-size", "N", "32", "images a step"},
    {PATIENCE, TAKES_TRAINING, "patience", "N", "2", "epochs without a better val_loss before training stops"},
    {DROPOUT, TAKES_TRAINING, "dropout", "R", "0.4", "part of the neurons left out in training"},
    {NO_PROGRESS, TAKES_TRAINING, "no-progress", NULL, NULL, "do not show how far training is"},
    {IMAGE, TAKES_IMAGE, "image", "N", "0", "which image, 0 for the first"},
    {SET, TAKES_IMAGE, "set", "train|val|test", "train", "where that image is taken from"},
    {PNG, TAKES_IMAGE | TAKES_PNG, "png", "FILE", NULL, "a picture of your own instead"},
    {INVERT, TAKES_IMAGE | TAKES_PNG, "invert", "yes|no|auto", "auto",
     "whether black and white of that picture are turned round"},
    {LIKE, TAKES_LIKE, "like", "FILE", NULL, "model file to take the architecture from"},
    {HELP, ~0, "help", NULL, NULL, "print this and stop"},
};

enum {
  ROWS = sizeof rows / sizeof *rows,
  MOST_EPOCHS = 100000,
  MOST_IMAGES_A_STEP = 8192, /* of this network: about 2 GB of work space */
  MOST_THREADS = 256,
  MOST_IMAGES = 10000000,
  LEAST_STACK = 1 << 20 /* bytes */
};

static const char *program = "convbook";

/* ---- what can be said about a mistake ---- */

/* one line, and exit status 2: the command line was wrong */
__attribute__((format(printf, 1, 2))) _Noreturn static void usage_error(const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fail("%s; `%s --help` lists the options", text, program);
  report_failure(program);
  exit(2);
}

/* ---- one value ---- */

/* strtoll skips spaces, strtof knows words ("nan"), hexadecimal ("0x1p-1") and -0: a number here is decimal, without a sign */
static bool is_number(const char *text) {
  return (*text == '.' || (*text >= '0' && *text <= '9')) && text[strspn(text, "0123456789.eE+-")] == '\0';
}

static long long whole_number(const Row *row, const char *text, long long least, long long most) {
  errno = 0;
  char *end = NULL;
  long long number = strtoll(text, &end, 10);
  if (!is_number(text) || *end || errno || number < least || number > most)
    usage_error("--%s takes a whole number from %lld to %lld, not '%s'", row->name, least, most, text);
  return number;
}

/* a part of something: 0 <= R < 1, also after rounding to float */
static float part(const Row *row, const char *text) {
  char *end = NULL;
  float number = strtof(text, &end);
  if (!is_number(text) || *end || !(number >= 0 && number < 1))
    usage_error("--%s takes a number from 0 to below 1, such as 0.4, not '%s'", row->name, text);
  return number;
}

/* the place of `text` among the words that row->value lists, "naive|blocked|..." */
static int choice(const Row *row, const char *text) {
  int place = 0;
  for (const char *word = row->value; word; place++) {
    size_t length = strcspn(word, "|");
    if (strlen(text) == length && strncmp(text, word, length) == 0) return place;
    word = word[length] ? word + length + 1 : NULL;
  }
  usage_error("--%s takes one of %s, not '%s'", row->name, row->value, text);
}

static const char *name(const Row *row, const char *text) {
  if (!*text) usage_error("--%s takes a name, not an empty text", row->name);
  return text;
}

/* sets what the row stands for to what `text` says */
static void set_option(Options *options, const Row *row, const char *text) {
  switch (row->id) {
    case DATA: options->data = name(row, text); break;
    case ANY_DATA: options->any_data = true; break;
    case MODEL: options->model = name(row, text); break;
    case RESUME: options->resume = name(row, text); break;
    case HISTORY: options->history = name(row, text); break;
    case FIGURES: options->figures = name(row, text); break;
    case CONV: options->conv = (ConvPath)(CONV_NAIVE + choice(row, text)); break;
    case KERNELS: options->mine = choice(row, text) == 1; break;
    case THREADS: options->threads = (int)whole_number(row, text, 1, MOST_THREADS); break;
    case SEED: options->seed = (uint32_t)whole_number(row, text, 0, UINT32_MAX); break;
    case EPOCHS: options->epochs = (int)whole_number(row, text, 1, MOST_EPOCHS); break;
    case BATCH_SIZE: options->batch_size = (int)whole_number(row, text, 1, MOST_IMAGES_A_STEP); break;
    case PATIENCE: options->patience = (int)whole_number(row, text, 0, MOST_EPOCHS); break;
    case DROPOUT: options->dropout = part(row, text); break;
    case NO_PROGRESS: options->progress = false; break;
    case IMAGE: options->image = (int)whole_number(row, text, 0, MOST_IMAGES); break;
    case SET: options->set = (ImageSet)choice(row, text); break;
    case PNG: options->png = name(row, text); break;
    case INVERT: options->invert = (Invert)choice(row, text); break;
    case LIKE: options->like = name(row, text); break;
    case HELP: break;
  }
}

/* ---- threads ---- */

/* OMP_NUM_THREADS, or how many CPUs the process may use: `taskset` and containers may allow fewer than there are */
static int allowed_threads(void) {
#ifdef _OPENMP
  int allowed = getenv("OMP_NUM_THREADS") ? omp_get_max_threads() : omp_get_num_procs();
  return allowed > MOST_THREADS ? MOST_THREADS : allowed;
#else
  return 1;
#endif
}

static void prepare_arithmetic(int threads) {
  flush_denormals();
#ifdef _OPENMP
  omp_set_dynamic(0);
  omp_set_num_threads(threads);
#else
  (void)threads;
#endif
}

/* ---- the end ---- */

/*
 * What a program printed may still fail to arrive, on a full disk: then it has failed. When an
 * earlier write did, its errno is long gone; writing what is left of it tells why.
 */
static void close_output(void) {
  const int failed_before = ferror(stdout);
  const int why = fflush(stdout) != 0 ? errno : 0;
  if (!failed_before && !why && fclose(stdout) == 0) return;
  fail("its output could not be written%s%s; make room, or write it elsewhere", why ? ": " : "",
       why ? strerror(why) : "");
  fprintf(stderr, "%s: %s\n", program, error_message());
  _exit(EXIT_FAILURE);
}

/* ---- the stack ---- */

/* a small stack would end the program with a signal, somewhere, without a word */
static void check_stack(void) {
  struct rlimit stack;
  if (getrlimit(RLIMIT_STACK, &stack) != 0 || stack.rlim_cur == RLIM_INFINITY || stack.rlim_cur >= LEAST_STACK) return;
  fail("the stack may have %llu KB only, expected %d or more; `ulimit -s 8192` allows what is usual",
       (unsigned long long)stack.rlim_cur / 1024, LEAST_STACK / 1024);
  exit(report_failure(program));
}

/* ---- the whole line ---- */

static Options defaults(const char *figures) {
  Options options = {.figures = figures, .progress = true};
  for (int r = 0; r < ROWS; r++)
    if (rows[r].standard) set_option(&options, &rows[r], rows[r].standard);
  return options;
}

_Noreturn static void print_help(const Options *standard, int takes, const char *words, const char *purpose) {
  printf("usage: %s [options]%s%s\n\n%s\n\n", program, *words ? " " : "", words, purpose);
  for (int r = 0; r < ROWS; r++) {
    const Row *row = &rows[r];
    if (!(row->sets & takes) && row->id != HELP) continue;

    char form[80];
    snprintf(form, sizeof form, "--%s%s%s", row->name, row->value ? " " : "", row->value ? row->value : "");
    printf("  %-22s", form);
    if (strlen(form) > 20) printf("\n%24s", "");
    printf("%s", row->help);
    if (row->standard) printf(" (default: %s)", row->standard);
    if (row->id == FIGURES) printf(" (default: %s)", standard->figures);
    if (row->id == THREADS) printf(" (default: %d, all that this process may use; your functions: 1)", allowed_threads());
    putchar('\n');
  }
  exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* `words` names what may follow the options: "IN OUT"; "[N]" may be left out, "FILE..." repeated */
static void check_words(const Options *options, const char *words) {
  int least = 0, most = 0;
  for (const char *word = words; *word;) {
    size_t length = strcspn(word, " ");
    most++;
    if (*word != '[') least++;
    word += length + (word[length] == ' ');
  }

  if (options->argument_count > most && !strstr(words, "...")) {
    const char *extra = options->arguments[most];
    if (most == 0) usage_error("nothing may follow the options, but '%s' does", extra);
    usage_error("only %s may follow the options, but '%s' does too", words, extra);
  }
  if (options->argument_count < least) usage_error("%s must follow the options", words);
}

/* getopt would take `--m` for --model; a name here is whole, so that a new option changes no old command */
static void check_names(int argc, char **argv, const struct option *taken) {
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strncmp(argv[i], "--", 2) != 0) continue;
    const size_t length = strcspn(argv[i] + 2, "=");
    const struct option *option = taken;
    while (option->name && (strlen(option->name) != length || strncmp(option->name, argv[i] + 2, length) != 0)) option++;
    if (!option->name) usage_error("there is no option '%.*s'", (int)length + 2, argv[i]);
    if (option->has_arg == required_argument && !argv[i][2 + length]) i++; /* its value may look like anything */
  }
}

/* a history written over the model would be the end of the model */
static void check_files(const Options *options, int takes) {
  if (!(takes & TAKES_HISTORY)) return;
  if ((takes & TAKES_MODEL) && same_file(options->model, options->history))
    usage_error("--model and --history are the same file, %s; give one of them another name", options->history);
  if ((takes & TAKES_RESUME) && options->resume && same_file(options->resume, options->history))
    usage_error("--resume and --history are the same file, %s; give --history another name", options->history);
}

Options parse_options(int argc, char **argv, int takes, const char *figures, const char *words, const char *purpose) {
  if (argc > 0 && argv[0]) {
    const char *slash = strrchr(argv[0], '/');
    program = slash ? slash + 1 : argv[0];
  }
  check_stack();
  atexit(close_output);
  const Options standard = defaults(figures);
  Options options = standard;

  /* getopt's own table: the rows that this program takes */
  struct option taken[ROWS + 1] = {0};
  const Row *row_of[ROWS];
  int count = 0;
  for (int r = 0; r < ROWS; r++) {
    if (!(rows[r].sets & takes) && rows[r].id != HELP) continue;
    row_of[count] = &rows[r];
    taken[count++] = (struct option){
        .name = rows[r].name, .has_arg = rows[r].value ? required_argument : no_argument, .val = (int)rows[r].id};
  }

  check_names(argc, argv, taken);

  opterr = 0;
  optind = 1;
  for (;;) {
    int place = -1;
    int found = getopt_long(argc, argv, ":", taken, &place);
    if (found == -1) break;
    if (found == HELP) print_help(&standard, takes, words, purpose);
    if (found == ':') usage_error("%s needs a value", argv[optind - 1]);
    if (found == '?' && optopt >= DATA) usage_error("%s: this option takes no value", argv[optind - 1]);
    if (found == '?' && optopt) usage_error("there is no option '-%c'", optopt);
    if (found == '?') usage_error("there is no option '%s'", argv[optind - 1]);
    set_option(&options, row_of[place], optarg);
  }
  options.argument_count = argc - optind;
  options.arguments = argv + optind;
  check_words(&options, words);
  check_files(&options, takes);

  /* a reader's own functions need not know of threads */
  if (options.threads == 0) options.threads = options.mine || options.conv == CONV_MINE ? 1 : allowed_threads();
  prepare_arithmetic(options.threads);
  return options;
}
