/**
 * @file work_space.h
 * Room to work in that a thread keeps: asking for it again costs nothing.
 */
#ifndef BASE_WORK_SPACE_H
#define BASE_WORK_SPACE_H

#include <stddef.h>

/**
 * Room for `count` floats for the function that asks, until it returns: the next one gets the same. Each thread has
 * its own, and gives it back when it ends. What is in it can be anything.
 * @return an address that is a multiple of 64, or null when memory is short
 */
float *work_space(size_t count);

#endif
