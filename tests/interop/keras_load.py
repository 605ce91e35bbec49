"""Opens a model file of this workbook in real Keras: loads it, evaluates it, trains one
step. In Colab: upload the file and this script, then

    !python keras_load.py best-cnn-model.h5

It prints [loss, accuracy] on the validation set, which 05_evaluate prints too, then
whether Adam's averages came along, and the loss of one more step.
"""
import sys

import keras
import numpy as np
from sklearn.model_selection import train_test_split

path = sys.argv[1] if len(sys.argv) > 1 else "best-cnn-model.h5"
(train_input, train_target), _ = keras.datasets.fashion_mnist.load_data()
scaled = train_input.reshape(-1, 28, 28, 1) / 255.0
train_scaled, val_scaled, train_target, val_target = train_test_split(
    scaled, train_target, test_size=0.2, random_state=42)

print("Keras", keras.__version__)
model = keras.models.load_model(path)
model.summary()

print("as 05_evaluate prints it:", model.evaluate(val_scaled, val_target, verbose=0))

before = int(np.array(model.optimizer.iterations))
print("steps of Adam so far:", before)


def adam_averages():
    variables = model.optimizer.variables
    variables = variables() if callable(variables) else variables
    return [np.array(v) for v in variables if np.ndim(v) > 0]


came_along = any(np.abs(a).max() > 0 for a in adam_averages())
print("Adam's averages came along:", came_along)
assert came_along or before == 0 or not path.endswith(".keras")
logs = model.train_on_batch(train_scaled[:32], train_target[:32], return_dict=True)
after = int(np.array(model.optimizer.iterations))
print("one more step:", logs)
assert after == before + 1, (before, after)

if not came_along and keras.__version__.startswith("3") and path.endswith(".h5"):
    print("Keras 3 opens the HDF5 layout of Keras 2.11, but starts Adam afresh (it warns of that")
    print("above); to go on with Adam as it stood, save as .keras: convert_model IN.h5 OUT.keras")
print("loaded, evaluated and trained one step")
