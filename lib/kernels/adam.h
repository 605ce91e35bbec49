/**
 * @file adam.h
 * The optimizer Adam, as Keras has it.
 *
 *     m = beta_1 m + (1 - beta_1) g            the average gradient
 *     v = beta_2 v + (1 - beta_2) g g          the average squared gradient
 *     w = w - learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon)
 *
 * Both averages start at zero; the two powers make up for that while t is small. Epsilon
 * stands outside the correction, as in the paper's last remark of section 2, and as in
 * Keras; PyTorch has it inside. Source: Kingma and Ba 2015.
 */
#ifndef KERNELS_ADAM_H
#define KERNELS_ADAM_H

/**
 * One step for `count` parameters; w, m and v are updated in place.
 * @param t 1 for the first step
 */
typedef void AdamStep(int count, int t, float learning_rate, float beta_1, float beta_2, float epsilon,
                      float w[restrict], float m[restrict], float v[restrict], const float g[restrict]);

AdamStep adam_step;

#endif
