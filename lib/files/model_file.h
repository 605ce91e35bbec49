/**
 * @file model_file.h
 * Saving and loading a whole model: Keras HDF5, Keras zip, PyTorch.
 */
#ifndef FILES_MODEL_FILE_H
#define FILES_MODEL_FILE_H

#include "model/callbacks.h"

/**
 * keras.models.load_model(path): makes the model that the file describes, built and with
 * its weights. The format is told by the file's content, never by its name.
 * @param path  the file
 * @param like  another model file to take the architecture from, for a PyTorch file that
 *              stores only weights; null: the book's pattern
 * @param model made here; free it with sequential_free(). Empty on failure.
 * @param state what the file tells about the training, zeroed when it tells nothing
 *              (epoch 0). Its history is owned by the caller. Null for a model that is only
 *              to be used: then the optimizer's state, two thirds of a file, is left out.
 *              Otherwise the model is compiled if the file holds that state.
 */
Status load_model(const char *path, const char *like, Sequential *model, TrainingState *state);

/**
 * model.save(path): writes the model whole or not at all. The format follows the name: .h5,
 * .keras, .pt or .pth. The same model gives the same bytes. It is a SaveModel for ModelCheckpoint.
 */
Status save_model(const char *path, const Sequential *model, const TrainingState *state);

/**
 * Whether a model can be saved under this name: asked before a training, not after its
 * first epoch. FAILED when the name tells no format, or no file can be written there.
 */
Status can_save_model(const char *path);

#endif
