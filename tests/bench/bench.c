/*
 * `make bench`: how fast is the library on this machine, beside what the machine can do and
 * beside others that do the same work?
 *
 * All entries take turns, a few runs at a time, so that a busy minute hurts all of them. The
 * smallest time is what counts: noise only ever adds. What is compared are ratios within
 * one run. Writes a table, OUT/bench.csv, and says for each target whether it is met.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/denormals.h"
#include "kernels/threads.h"
#include "kernels/vector.h"
#include "work.h"
#include "targets.h"

enum { MOST_WORKS = 80, ROUNDS = 24, BURST = 6 };

static Work works[MOST_WORKS];
static int work_count;

static Work *add_work(Work work, int every) {
  if (work_count == MOST_WORKS) BUG("too many entries");
  works[work_count] = work;
  works[work_count].every = every;
  return &works[work_count++];
}

static Work *find(const char *what, const char *pass, const char *path, int threads) {
  for (int m = 0; m < work_count; m++) {
    Work *a = &works[m];
    if (!strcmp(a->what, what) && !strcmp(a->pass, pass) && !strcmp(a->path, path) && a->threads == threads) return a;
  }
  BUG("no entry %s %s %s with %d threads", what, pass, path, threads);
}

/* ---- what is measured ---- */

static void add_passes(Layer2D *layer, int threads) {
  bool first = layer->C == 1;
  add_work(pass_work(layer, "forward", "naive", conv2d_forward_naive, NULL, NULL, threads), 12);
  add_work(pass_work(layer, "forward", "channels innermost", conv2d_forward_channels_innermost, NULL, NULL, threads), 4);
  add_work(pass_work(layer, "forward", "tiled", conv2d_forward_tiled, NULL, NULL, threads), 1);
  add_work(pass_work(layer, "forward", "blocked", conv2d_forward_blocked, NULL, NULL, threads), 1);
  if (!first) {
    add_work(pass_work(layer, "forward", "winograd 1d", conv2d_forward_winograd_1d, NULL, NULL, threads), 1);
    add_work(pass_work(layer, "forward", "winograd", conv2d_forward_winograd, NULL, NULL, threads), 1);
  }
  add_work(pass_work(layer, "dW", "naive", NULL, conv2d_backward_kernel_naive, NULL, threads), 12);
  add_work(pass_work(layer, "dW", "channels innermost", NULL, conv2d_backward_kernel_channels_innermost, NULL, threads), 4);
  add_work(pass_work(layer, "dW", "blocked", NULL, conv2d_backward_kernel_blocked, NULL, threads), 1);
  if (first) return;
  add_work(pass_work(layer, "dW", "winograd", NULL, conv2d_backward_kernel_winograd, NULL, threads), 1);
  add_work(pass_work(layer, "dX", "naive", NULL, NULL, conv2d_backward_input_naive, threads), 12);
  add_work(pass_work(layer, "dX", "channels innermost", NULL, NULL, conv2d_backward_input_channels_innermost, threads), 4);
  add_work(pass_work(layer, "dX", "blocked", NULL, NULL, conv2d_backward_input_blocked, threads), 1);
  add_work(pass_work(layer, "dX", "winograd", NULL, NULL, conv2d_backward_input_winograd, threads), 1);
}

static Kernels innermost_kernels(void) {
  Kernels kernels = naive_kernels;
  kernels.conv2d_forward = conv2d_forward_channels_innermost;
  kernels.conv2d_backward_kernel = conv2d_backward_kernel_channels_innermost;
  kernels.conv2d_backward_input = conv2d_backward_input_channels_innermost;
  return kernels;
}

static void add_steps(int threads) {
  static Kernels innermost;
  innermost = innermost_kernels();
  struct { const char *path; const Kernels *kernels; int every; } const paths[] = {
      {"naive", &naive_kernels, 12}, {"channels innermost", &innermost, 6}, {"blocked", &blocked_kernels, 1},
      {"default", &library_kernels, 1}};
  for (size_t m = 0; m < sizeof paths / sizeof paths[0]; m++) {
    Network *network = new_network(paths[m].kernels, 32, 3200);
    if (!network) exit(report_failure("bench"));
    add_work(step_work(network, paths[m].path, threads), paths[m].every);
  }
}

static void run_evaluate(Work *work) {
  Evaluation result;
  if (evaluate(&work->network->model, &work->network->set, 32, false, &result) != OK) exit(report_failure("bench"));
}

static void run_rounds(Peer peers[], int peer_count) {
  for (int round = 0; round < ROUNDS; round++) {
    for (int m = 0; m < work_count; m++) {
      if (round % works[m].every != 0) continue;
      rest();
      measure(&works[m], works[m].every > 2 ? 1 : BURST);
    }
    for (int p = 0; p < peer_count; p++) {
      rest();
      ask_peer(&peers[p]);
    }
    rest();
    fprintf(stderr, "\rround %d of %d ", round + 1, ROUNDS);
  }
  fprintf(stderr, "\r                    \r");
}

/* ---- a real training: seconds of its best epoch, and the most memory it held ---- */

typedef struct Training {
  double epoch_seconds, mebibytes; /* NaN: not known */
} Training;

static Training run_training(const char *program, const char *out) {
  Training result = {(double)NAN, (double)NAN};
  char history[512], model[512], figures[512];
  snprintf(history, sizeof history, "%s/history.csv", out);
  snprintf(model, sizeof model, "%s/model.h5", out);
  snprintf(figures, sizeof figures, "%s/figures", out);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    if (!freopen("/dev/null", "w", stdout)) _exit(127);
    execl(program, program, "--epochs", "2", "--no-progress", "--history", history, "--model", model, "--figures",
          figures, (char *)NULL);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child || status != 0) return result;
  result.mebibytes = (double)usage.ru_maxrss / 1024;

  History epochs = {0};
  if (history_read(&epochs, history) != OK) return result;
  for (int m = 0; m < epochs.count; m++) result.epoch_seconds = fmin(result.epoch_seconds, epochs.epochs[m].seconds);
  history_free(&epochs);
  return result;
}

/* ---- what is measured on ---- */

#ifdef __clang__
static const char compiler[] = __VERSION__; /* has its name in it */
#else
static const char compiler[] = "gcc " __VERSION__;
#endif

static void print_machine(int threads) {
  char text[512], model[256] = "unknown";
  FILE *about = fopen("/proc/cpuinfo", "r");
  while (about && fgets(text, sizeof text, about))
    if (sscanf(text, "model name : %255[^\n]", model) == 1) break;
  if (about) fclose(about);
  printf("processor: %s, %d of %ld threads, vectors of %d floats\n", model, threads, sysconf(_SC_NPROCESSORS_ONLN), WIDTH);
  printf("compiler: %s\n", compiler);
}

/* ---- the table ---- */

static void print_row(FILE *csv, Work *a, double peak) {
  double least = smallest(a), rate = a->flop / least * 1e-9, intensity = a->bytes > 0 ? a->flop / a->bytes : 0;
  if (a->count == 0) return;
  printf("%-8s %-14s %-20s %2d %10.3f %10.3f", a->what, a->pass, a->path, a->threads, 1e3 * least, 1e3 * median(a));
  if (a->flop > 0) printf(" %9.1f %6.1f%%", rate, 100 * rate / peak);
  printf("\n");
  fprintf(csv, "%s,%s,%s,%d,%.4f,%.4f,%.1f,%.1f,%.2f\n", a->what, a->pass, a->path, a->threads, 1e3 * least,
          1e3 * median(a), rate, 100 * rate / peak, intensity);
}

static void print_table(const char *out, Peer peers[], int peer_count, double peak_1, double peak_all) {
  char name[512];
  snprintf(name, sizeof name, "%s/bench.csv", out);
  FILE *csv = fopen(name, "w");
  if (!csv) exit(fail("cannot write %s", name) == FAILED ? report_failure("bench") : 0);
  fprintf(csv, "what,pass,path,threads,min_ms,median_ms,gflops,percent_of_peak,flop_per_byte\n");
  printf("\n%-8s %-14s %-20s %2s %10s %10s %9s %7s\n", "what", "pass", "path", "th", "min ms", "median ms", "GFLOP/s",
         "of peak");
  for (int m = 0; m < work_count; m++) print_row(csv, &works[m], works[m].threads == 1 ? peak_1 : peak_all);
  for (int p = 0; p < peer_count; p++) {
    if (!peers[p].there) continue;
    print_row(csv, &peers[p].step, peak_all);
    for (int q = 0; q < 3; q++) print_row(csv, &peers[p].pass[q], peak_all);
  }
  fclose(csv);
  printf("\n");
  for (int p = 0; p < peer_count; p++)
    printf("%-18s %s%s\n", peers[p].name, peers[p].there ? "" : "not measured: ", peers[p].version);
}

/* ---- the targets ---- */

static void target(const char *what, double found, const char *unit, bool at_most, double wanted) {
  tell_target(stdout, what, found, unit, at_most, wanted);
}

static double percent(const char *what, const char *pass, int threads, double peak) {
  Work *a = find(what, pass, "blocked", threads);
  return 100 * a->flop / (1e-3 * milliseconds(a)) * 1e-9 / peak;
}

static void print_targets(Peer peers[], Training training, int T, double peak_all) {
  double step = milliseconds(find("network", "step", "default", T));
  printf("\nTargets (for two cores with AVX-512; ratios within this run)\n");
  target("training step, default path", step, "ms", true, 2.5);
  target("  as a part of oneDNN's best", step / best_step(2, &peers[0]), "", true, 0.75);
  target("  as a part of PyTorch's best", step / best_step(2, &peers[2]), "", true, 0.38);
  target("training step, blocked", milliseconds(find("network", "step", "blocked", T)), "ms", true, 3.9);
  target("training step built for AVX2 only", best_step(1, &peers[4]), "ms", true, 4.0);
  target("conv2 forward, blocked, of the peak", percent("conv2", "forward", T, peak_all), "%", false, 95);
  target("conv2 dX, blocked, of the peak", percent("conv2", "dX", T, peak_all), "%", false, 95);
  target("conv2 dW, blocked, of the peak", percent("conv2", "dW", T, peak_all), "%", false, 95);
  target("conv1 forward, blocked, of the peak", percent("conv1", "forward", T, peak_all), "%", false, 85);
  target("conv1 dW, blocked, of the peak", percent("conv1", "dW", T, peak_all), "%", false, 85);
  target("epoch with validation, best of two", training.epoch_seconds, "s", true, 4.4);
  target("evaluate 12,000 images", 1e-3 * milliseconds(find("network", "evaluate 12000", "default", T)), "s", true, 0.35);
  target("most memory held in training", training.mebibytes, "MiB", true, 350);
  target("one thread to all, default path", milliseconds(find("network", "step", "default", 1)) / step, "x", false,
         T == 2 ? 1.85 : 1);
  printf("\nstep_min_ms %.3f\n", step);
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: bench OUT TRAIN_PROGRAM ONEDNN_PEER PYTORCH_PEER AVX2_PEER   (`make bench` fills them in)\n");
    return 2;
  }
  flush_denormals();
  const char *out = argv[1];
  int T = threads_available();
  char threads[16];
  snprintf(threads, sizeof threads, "%d", T);

  print_machine(T);
  Layer2D conv1 = new_layer("conv1", 32, 28, 1, 32), conv2 = new_layer("conv2", 32, 14, 32, 64);
  for (int t = T; t >= 1; t = t > 1 ? 1 : 0) {
    add_work(peak_work(t), 1);
    add_work(bandwidth_work(t), 3);
    add_passes(&conv1, t), add_passes(&conv2, t);
    add_steps(t);
  }
  Network *network = new_network(&library_kernels, 32, 12000);
  if (!network) return report_failure(argv[0]);
  Work evaluating = {.what = "network", .pass = "evaluate 12000", .path = "default", .threads = T, .run = run_evaluate,
                     .network = network};
  add_work(evaluating, 4);

  Peer peers[] = {start_peer("oneDNN direct", T, (const char *[]){argv[3], "direct", threads, NULL}),
                  start_peer("oneDNN winograd", T, (const char *[]){argv[3], "winograd", threads, NULL}),
                  start_peer("PyTorch plain", T, (const char *[]){"/usr/bin/python3", argv[4], "plain", threads, NULL}),
                  start_peer("PyTorch best", T, (const char *[]){"/usr/bin/python3", argv[4], "best", threads, NULL}),
                  start_peer("AVX2 only", T, (const char *[]){argv[5], threads, NULL})};
  int peer_count = sizeof peers / sizeof peers[0];
  run_rounds(peers, peer_count);
  for (int p = 0; p < peer_count; p++) stop_peer(&peers[p]);
  Training training = run_training(argv[2], out);

  Work *peak = find("machine", "multiply-add", "peak", 1), *peak_T = find("machine", "multiply-add", "peak", T);
  double peak_1 = peak->flop / smallest(peak) * 1e-9, peak_all = peak_T->flop / smallest(peak_T) * 1e-9;
  print_table(out, peers, peer_count, peak_1, peak_all);
  print_targets(peers, training, T, peak_all);
  return 0;
}
