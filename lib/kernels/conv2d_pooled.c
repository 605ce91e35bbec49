/*
 * Convolution, ReLU and max pooling in one: the last step for speed, for the first layer.
 *
 * What changed: not the arithmetic, but its order. Layer by layer, a batch of the book's
 * first convolution writes 32 * 28 * 28 * 32 floats, 3.2 MB; ReLU reads and writes them,
 * pooling reads them again. That is more than a core's cache holds, so they come and go
 * through the slower one behind it, or main memory. Here the images are the outer loop and
 * the layers the inner one:
 *
 *     layer by layer                              image by image
 *     conv image 0, 1, 2 ... 31  -> 3.2 MB        image 0: conv -> 0.1 MB, max, ReLU
 *     ReLU of all                <- 3.2 MB ->     image 1: conv -> the same 0.1 MB, max, ReLU
 *     max of all                 <- 3.2 MB        ...
 *
 * Why it helps: the first layer has one channel, so it does few products for each number it
 * moves (`make bench` draws that as a roofline): it waits for memory. What lies between the
 * convolution and the pooling now never leaves the core's own cache. And the largest of
 * four numbers is taken before ReLU, which is the same (neither changes the order of
 * numbers) and leaves a quarter of the work. On the way back, likewise: an image's dy is
 * spread out, used for dw, and the next one takes its place.
 *
 * The convolution itself is conv2d_blocked.c's, for one image at a time. Each image's dw is
 * kept apart and they are added in order: the bits do not depend on the number of threads.
 */
#include "kernels/conv2d_pooled.h"

#include <string.h>

#include "base/memory.h"
#include "kernels/conv2d.h"
#include "kernels/threads.h"
#include "kernels/vector.h"

/* y[r][c][f] = max(0, max over i, j of full[r*L+i][c*L+j][f]), and where it was; of equals the first */
static void pool_image(int P, int Q, int F, int L, float y[P / L][Q / L][F], int winner[P / L][Q / L][F],
                       const float full[P][Q][F]) {
  for (int r = 0; r < P / L; r++)
    for (int c = 0; c < Q / L; c++)
      for (int f = 0; f < F; f += WIDTH) {
        Vector best = vector_load_first(&full[r * L][c * L][f], F - f);
        IntVector where = (IntVector){0} + (r * L * Q + c * L);
        for (int i = 0; i < L; i++)
          for (int j = 0; j < L; j++) {
            Vector candidate = vector_load_first(&full[r * L + i][c * L + j][f], F - f);
            IntVector larger = candidate > best, place = (IntVector){0} + ((r * L + i) * Q + c * L + j);
            best = vector_choose(larger, candidate, best);
            where = (IntVector)vector_choose(larger, (Vector)place, (Vector)where);
          }
        /* asked this way round, a NaN stays a NaN and is noticed */
        best = vector_choose(best <= 0, (Vector){0}, best);
        vector_store_first(&y[r][c][f], best, F - f);
        vector_store_first((void *)&winner[r][c][f], (Vector)where, F - f); /* ints, moved as they are */
      }
}

/* dfull[r*L+i][c*L+j][f] = dy[r][c][f] for the winner of a window that ReLU let through, else 0 */
static void unpool_image(int P, int Q, int F, int L, float dfull[P][Q][F], const float y[P / L][Q / L][F],
                         const int winner[P / L][Q / L][F], const float dy[P / L][Q / L][F]) {
  if (P % L || Q % L) memset(dfull, 0, sizeof(float[P][Q][F])); /* what fills no window has no gradient */
  for (int r = 0; r < P / L; r++)
    for (int c = 0; c < Q / L; c++)
      for (int f = 0; f < F; f += WIDTH) {
        Vector gradient = vector_load_first(&dy[r][c][f], F - f);
        gradient = vector_choose(vector_load_first(&y[r][c][f], F - f) > 0, gradient, (Vector){0});
        IntVector where = (IntVector)vector_load_first((const void *)&winner[r][c][f], F - f);
        for (int i = 0; i < L; i++)
          for (int j = 0; j < L; j++) {
            IntVector won = where == (r * L + i) * Q + c * L + j;
            vector_store_first(&dfull[r * L + i][c * L + j][f], vector_choose(won, gradient, (Vector){0}), F - f);
          }
      }
}

void conv2d_pooled_forward(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left, int L,
                           float y[restrict N][P / L][Q / L][F], int winner[restrict N][P / L][Q / L][F],
                           float room[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                           const float b[F]) {
#pragma omp parallel for schedule(static)
  for (int n = 0; n < N; n++) {
    int t = thread_number(); /* below N: a thread with a higher number gets no image */
    conv2d_forward_blocked(1, H, W, C, K, F, S, P, Q, top, left, &room[t], &x[n], w, b);
    pool_image(P, Q, F, L, y[n], winner[n], room[t]);
  }
}

void conv2d_pooled_backward(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left, int L,
                            float dw[restrict K][K][C][F], float db[restrict F], float room[restrict N][P][Q][F],
                            const float x[N][H][W][C], const float y[N][P / L][Q / L][F],
                            const int winner[N][P / L][Q / L][F], const float dy[N][P / L][Q / L][F]) {
  /* the gradients of each image: weights, then the biases */
  size_t weights = (size_t)(K * K) * (size_t)C * (size_t)F, size = weights + (size_t)F;
  float *parts = allocate((size_t)N * size, sizeof(float));

#pragma omp parallel for schedule(static)
  for (int n = 0; n < N; n++) {
    int t = parts ? thread_number() : n; /* without memory for the parts, all images at once after the loop */
    unpool_image(P, Q, F, L, room[t], y[n], winner[n], dy[n]);
    if (parts)
      conv2d_backward_kernel_blocked(1, H, W, C, K, F, S, P, Q, top, left, (void *)(parts + (size_t)n * size),
                                     parts + (size_t)n * size + weights, &x[n], &room[t]);
  }
  if (!parts) {
    conv2d_backward_kernel_blocked(N, H, W, C, K, F, S, P, Q, top, left, dw, db, x, room);
    return;
  }

  float *all = dw[0][0][0];
  memcpy(all, parts, weights * sizeof(float));
  memcpy(db, parts + weights, (size_t)F * sizeof(float));
  for (size_t n = 1; n < (size_t)N; n++) {
    for (size_t m = 0; m < weights; m++) all[m] += parts[n * size + m];
    for (size_t f = 0; f < (size_t)F; f++) db[f] += parts[n * size + weights + f];
  }
  release(parts);
}
