/* The library's own training step as a peer (see peers.h): for builds with other compiler flags. */
#include <stdio.h>
#include <stdlib.h>

#include "base/denormals.h"
#include "kernels/threads.h"
#include "kernels/vector.h"
#include "work.h"

int main(int argc, char **argv) {
  flush_denormals();
  int threads = argc > 1 ? atoi(argv[1]) : threads_available();
  Network *network = new_network(&library_kernels, 32, 3200);
  if (!network) return report_failure(argv[0]);
  printf("ready vectors of %d floats\n", WIDTH);

  char line[64];
  for (fflush(stdout); fgets(line, sizeof line, stdin); fflush(stdout)) {
    Work work = step_work(network, "", threads);
    measure(&work, 8);
    for (int m = 0; m < work.count; m++) printf("%.4f ", 1e3 * work.seconds[m]);
    printf("\n");
  }
  free_network(network);
  return 0;
}
