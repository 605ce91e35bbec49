/*
 * A thread that waits for another looks again and again for a moment, then it sleeps.
 *
 * Left alone, GNU's OpenMP lets it look for milliseconds. That gains nothing where threads
 * meet three times a step (lib/model/batch.c), and beside a browser or another build it
 * costs a core: the thread waited for does not run while this one looks.
 *
 * The libraries ask the environment: LLVM's when it first runs, GNU's before anything of the
 * program does. So there, the program sets what is not set and starts itself once more: the
 * process stays the same, and it takes a millisecond. What the reader has set is kept.
 */
#include <stdlib.h>
#include <unistd.h>

static int set_waiting(void) {
  if (getenv("OMP_WAIT_POLICY") || getenv("GOMP_SPINCOUNT") || getenv("KMP_BLOCKTIME")) return 0;
  setenv("GOMP_SPINCOUNT", "2000", 0); /* looks: some 40 microseconds, what waking a sleeper takes */
  setenv("KMP_BLOCKTIME", "0", 0);     /* milliseconds */
  return 1;
}

#if defined(__GLIBC__) && defined(_OPENMP) && !defined(__clang__)
__attribute__((constructor)) static void start_again(int argc, char **argv) {
  (void)argc;
  if (set_waiting()) execv("/proc/self/exe", argv); /* where it cannot, the program goes on as it is */
}
#else
__attribute__((constructor)) static void start(void) { set_waiting(); }
#endif
