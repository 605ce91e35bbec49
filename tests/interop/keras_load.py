"""Opens a model file of this workbook in real Keras: loads it, evaluates it, trains one
step. In Colab: upload the file and this script, then

    !python keras_load.py best-cnn-model.keras

It prints [loss, accuracy] on the validation set, which 05_evaluate prints too, then
whether Adam's averages came along, and the loss of one more step. After a .keras Keras 3
goes on with Adam as it stood. After any trained .h5, Keras 3's own too, its fit() raises
"Unknown variable": there the model is compiled again, and Adam starts afresh. Keras 2
goes on after the .h5, and opens no .keras of Keras 3.
"""
import sys

import h5py
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

# any .h5: Keras 3 ties the optimizer to variables that the model no longer has
if keras.__version__.startswith("3") and h5py.is_hdf5(path):
    print("an .h5 in Keras 3: compile() again, so Adam starts afresh; convert_model IN.h5 OUT.keras keeps it")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

before = int(np.array(model.optimizer.iterations))
print("steps of Adam so far:", before)


def adam_averages():
    variables = model.optimizer.variables
    variables = variables() if callable(variables) else variables
    return [np.array(v) for v in variables if np.ndim(v) > 0]


came_along = any(np.abs(a).max() > 0 for a in adam_averages())
print("Adam's averages came along:", came_along)
assert came_along or before == 0, "the step came along without the averages"
logs = model.train_on_batch(train_scaled[:32], train_target[:32], return_dict=True)
after = int(np.array(model.optimizer.iterations))
print("one more step:", logs)
assert after == before + 1, (before, after)
print("loaded, evaluated and trained one step")
