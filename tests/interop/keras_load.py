"""Opens a model file of this workbook in real Keras: loads it, evaluates it, trains one
step. In Colab: upload the file and this script, then

    !python keras_load.py best-cnn-model.h5

It prints [loss, accuracy] on the validation set, which 05_evaluate prints too, then the
loss of one more step with Adam where the training here left it.
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
logs = model.train_on_batch(train_scaled[:32], train_target[:32], return_dict=True)
after = int(np.array(model.optimizer.iterations))
print("one more step:", logs)
assert after == before + 1, (before, after)

# the averages came along: a fresh Adam would have zeros here
variables = model.optimizer.variables
variables = variables() if callable(variables) else variables
assert before == 0 or any(np.abs(np.array(v)).max() > 0 for v in variables[2:]), "Adam's averages are zero"
print("loaded, evaluated and trained one step")
