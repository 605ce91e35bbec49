/*
 * Other programs that do the same work: started once, then asked for a few steps whenever
 * it is their turn, so that all are measured in the same minutes on the same machine.
 *
 * A peer prints `ready NAME AND VERSION`, then for each line it reads one line of
 * milliseconds: of each training step it has just made, and for some after a `|` the
 * smallest time of forward, dW and dX of the second convolution.
 */
#ifndef TESTS_BENCH_PEERS_H
#define TESTS_BENCH_PEERS_H

#include "work.h"

typedef struct Peer {
  const char *name;       /* as the table calls it */
  char version[160];      /* what it said of itself, or why it is not there */
  bool there;
  int process, to, from;  /* its process and the pipes */
  Work step, pass[3];     /* what it measured */
} Peer;

/* Starts `command` (a null-ended list); a peer that is missing or fails to start is kept, with the reason. */
Peer start_peer(const char *name, int threads, const char *const command[]);
/* Asks for one burst of steps. */
void ask_peer(Peer *peer);
void stop_peer(Peer *peer);

#endif
