/**
 * @file architecture.h
 * Keras's description of a model, as JSON: which layers, with which settings.
 *
 * Keras 2 keeps it in the attributes model_config and training_config of an HDF5 file,
 * Keras 3 in config.json of a .keras zip. The spellings differ a little; both are read here.
 */
#ifndef FILES_ARCHITECTURE_H
#define FILES_ARCHITECTURE_H

#include "files/description.h"

/**
 * Reads a model_config or config.json into the description: name, input, layers, and, when
 * it is there, the optimizer (compile_config).
 * @return FAILED for what is no Sequential of this library's layers; the layer, what is
 *         not supported and what is are told
 */
Status architecture_read(const char *json, Description *description);

/** Reads a training_config: has_optimizer and adam, or a note why not. */
Status training_config_read(const char *json, Description *description);

/** Keras 2.11's model_config for a model. The caller's to free(); null when memory is short. */
char *keras2_model_config(const Sequential *model);

/** Keras 2.11's training_config. The caller's to free(); null when memory is short. */
char *keras2_training_config(const Sequential *model);

/** Keras 3's config.json, compile_config included. The caller's to free(); null when memory is short. */
char *keras3_config(const Sequential *model);

#endif
