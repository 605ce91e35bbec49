/* Other programs that do the same work: see peers.h. */
#include "peers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* One line from the peer, without its end; false when it has gone. */
static bool read_line(int from, size_t size, char line[size]) {
  size_t used = 0;
  char c = 0;
  while (used + 1 < size && read(from, &c, 1) == 1 && c != '\n') line[used++] = c;
  line[used] = 0;
  return c == '\n';
}

static void run_command(const char *const command[], int in, int out) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  for (int file = 3; file < 64; file++) close(file);
  execvp(command[0], (char *const *)(uintptr_t)command);
  _exit(127);
}

Peer start_peer(const char *name, int threads, const char *const command[]) {
  static const char *const passes[3] = {"forward", "dW", "dX"};
  Peer peer = {.name = name, .step = {.what = "network", .pass = "step", .path = name, .threads = threads}};
  for (int p = 0; p < 3; p++)
    peer.pass[p] = (Work){.what = "conv2", .pass = passes[p], .path = name, .threads = threads};

  int in[2], out[2];
  if (pipe(in) != 0 || pipe(out) != 0) return peer;
  signal(SIGPIPE, SIG_IGN);
  fflush(stdout);
  peer.process = fork();
  if (peer.process == 0) run_command(command, in[0], out[1]);
  close(in[0]), close(out[1]);
  peer.to = in[1], peer.from = out[0];

  char line[256];
  if (read_line(peer.from, sizeof line, line) && strncmp(line, "ready ", 6) == 0) {
    peer.there = true;
    snprintf(peer.version, sizeof peer.version, "%.150s", line + 6);
  } else {
    snprintf(peer.version, sizeof peer.version, "%.150s", line[0] ? line : "it did not start: `make setup-dev` installs the peers");
    stop_peer(&peer);
  }
  return peer;
}

void ask_peer(Peer *peer) {
  char line[4096];
  if (!peer->there) return;
  if (write(peer->to, "go\n", 3) != 3 || !read_line(peer->from, sizeof line, line)) {
    peer->there = false;
    snprintf(peer->version, sizeof peer->version, "it stopped in the middle");
    return;
  }
  Work *work = &peer->step;
  for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) {
    if (word[0] == '|')
      work = &peer->pass[0];
    else {
      double milliseconds = strtod(word, NULL);
      if (milliseconds > 0) add_sample(work, milliseconds * 1e-3); /* what is no number is no measurement */
      if (work != &peer->step && work < &peer->pass[2]) work++;
    }
  }
}

void stop_peer(Peer *peer) {
  if (peer->process <= 0) return;
  close(peer->to), close(peer->from);
  waitpid(peer->process, NULL, 0);
  peer->process = 0;
}
