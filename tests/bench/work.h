/*
 * What the benches time: a pass of a convolution, a training step, the machine's limits.
 * Each Work is one thing to run again and again, with the times it took.
 */
#ifndef TESTS_BENCH_WORK_H
#define TESTS_BENCH_WORK_H

#include "chapter.h"
#include "kernels/conv2d_ladder.h"

enum { MOST_SAMPLES = 2000 };

/* One convolution layer for a batch; letters as in conv2d.h, padding same. */
typedef struct Layer2D {
  const char *name;
  int N, H, W, C, K, F;
  float *x, *w, *b, *y, *dx, *dw, *db, *dy;
} Layer2D;

typedef struct Work Work;
struct Work {
  const char *what, *pass, *path; /* such as conv2, forward, blocked */
  int threads;
  int every;                /* run in every so many rounds: slow ones less often */
  void (*run)(Work *work);
  Layer2D *layer;           /* for passes */
  Conv2DForward *forward;   /* for passes, the one that is not null */
  Conv2DBackwardKernel *backward_kernel;
  Conv2DBackwardInput *backward_input;
  struct Network *network;  /* for steps */
  double flop, bytes;       /* of one run; bytes: what must be read and written at least */
  int count;                /* samples so far */
  double seconds[MOST_SAMPLES];
};

/* lets threads that are still waiting for work from the last measurement fall asleep */
void rest(void);
/* runs it `times` times, as the only work, and keeps the times */
void measure(Work *work, int times);
void add_sample(Work *work, double seconds);
double smallest(const Work *work);
double median(Work *work);

/* the layers of the book's network, and any other */
Layer2D new_layer(const char *name, int N, int size, int C, int F);
void free_layer(Layer2D *layer);
Work pass_work(Layer2D *layer, const char *pass, const char *path, Conv2DForward *conv_forward,
               Conv2DBackwardKernel *backward_kernel, Conv2DBackwardInput *backward_input, int threads);

/* the book's network and a data set of random images */
typedef struct Network {
  Sequential model;
  Dataset set;
  int batch, next;
  float *x, *loss;
  int *label;
  Random random;
} Network;

/* null when memory is short */
Network *new_network(const Kernels *kernels, int batch, int images);
void free_network(Network *network);
/* load a batch, forward, backward, Adam: what PyTorch's loop does too */
Work step_work(Network *network, const char *path, int threads);

/* multiply-adds of whole vectors on every thread, nothing else; and reading and writing of more than any cache */
Work peak_work(int threads);
Work bandwidth_work(int threads);

#endif
