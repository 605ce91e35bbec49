"""Random Sequential networks, made and saved by Keras 3: the same answers here.

    build/interop-venv/bin/python tests/interop/test_random.py BUILD [NETWORKS] [SEED]

Each network is trained a step there, so that Adam has something to keep, and saved as .keras and
as .h5. Here it is opened, asked, evaluated, each layer's output looked at, and trained one step
more, as there; what is saved here is opened there again. The commit is the seed, so that each one
has networks of its own; SEED brings a run back.
"""
import os
import subprocess
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

from judge import check, finish, one_step, skip, write_batch

try:
    import keras
    import numpy as np
    import tensorflow as tf
except ImportError as missing:
    skip(f"random networks of Keras: {missing} (make setup-interop)")

NETWORKS = int(sys.argv[2]) if len(sys.argv) > 2 else 100


def commit():
    try:
        done = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
        return int(done.stdout[:8], 16)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 42


SEED = int(sys.argv[3]) if len(sys.argv) > 3 else commit()
random = np.random.RandomState(SEED)
keras.utils.set_random_seed(SEED % 2**32)
print(f"Keras {keras.__version__}, TensorFlow {tf.__version__}; {NETWORKS} networks of seed {SEED}")
tf.get_logger().setLevel("ERROR")


def one_of(*choices):
    return choices[random.randint(len(choices))]


def named(name, number):
    return {"name": one_of(f"my_{name}_{number}", f"층_{name}_{number}", f"my {name} no. {number}")} if random.randint(4) == 0 else {}


def make_network():
    """(Conv2D or pooling) up to five times, Flatten, Dense and Dropout, the answer"""
    shape = (random.randint(5, 17), random.randint(5, 17), random.randint(1, 4))
    model = keras.Sequential([keras.Input(shape)])
    for number in range(random.randint(0, 6)):
        rows, columns = (model.output_shape if model.layers else (None, *shape))[1:3]
        padding = one_of("same", "valid")
        most = min(rows, columns, 5) if padding == "valid" else 5
        size = random.randint(1, most + 1)
        kind = one_of("conv", "conv", "max")
        if kind == "conv":
            model.add(keras.layers.Conv2D(random.randint(1, 20), size, strides=random.randint(1, 4), padding=padding,
                                          activation=one_of("relu", None), **named("conv", number)))
        else:
            model.add(keras.layers.MaxPooling2D(size, strides=one_of(None, 1, 2), padding=padding,
                                                **named("pool", number)))
        if random.randint(5) == 0:
            model.add(keras.layers.Dropout(0.25))
    model.add(keras.layers.Flatten())
    for number in range(random.randint(0, 3)):
        model.add(keras.layers.Dense(random.randint(1, 40), activation=one_of("relu", None), **named("dense", number)))
        if random.randint(2):
            model.add(keras.layers.Dropout(round(random.uniform(0, 0.9), 2)))
    model.add(keras.layers.Dense(random.randint(2, 12), activation="softmax"))
    # large enough an epsilon that Adam's quotient of two tiny numbers stays well conditioned
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=float(one_of(1e-3, 3e-3, 1e-2)),
                                                  beta_1=one_of(0.9, 0.8), beta_2=one_of(0.999, 0.99),
                                                  epsilon=one_of(1e-2, 1e-3)),
                  loss="sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True, jit_compile=False)
    for weights in model.weights:  # biases too
        weights.assign(weights + random.uniform(-0.1, 0.1, weights.shape).astype("float32"))
    return model


def gradients(model, x, labels):
    with tf.GradientTape() as tape:
        p = model(x, training=False)
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, p))
    return np.concatenate([np.array(g).ravel() for g in tape.gradient(loss, [w.value for w in model.trainable_weights])])


def draw_batch(model, count):
    """Images whose gradients do not jump within float32's rounding: where a sum stands at ReLU's corner, or two
    pixels of a window are as good as equal, either side is right. Keras alone decides, by a trial nearby."""
    for _ in range(50):
        pixels = random.randint(0, 256, (count, *model.input_shape[1:]))
        labels = random.randint(0, model.output_shape[-1], count)
        x = (pixels / 255.0).astype("float32")
        nearby = x * (1 + 3e-6 * random.uniform(-1, 1, x.shape)).astype("float32")
        jump = np.abs(gradients(model, x, labels) - gradients(model, nearby, labels)).max()
        if jump < 2e-5:
            break
    return pixels, x, labels


def arrays_of(model):
    return [np.array(v) for v in [*model.weights, *model.optimizer.variables] if v.dtype == "float32" and len(v.shape)]


worst = {"predict": 0.0, "loss": 0.0, "layers": 0.0, "step": 0.0}


def far(what, there, here, tolerance, name):
    there, here = np.asarray(there, "float64").ravel(), np.asarray(here, "float64").ravel()
    if there.shape != here.shape:
        return check(f"{name}: {what}", False, f"{there.shape} there, {here.shape} here")
    difference = (np.abs(there - here) / np.maximum(1, np.abs(there))).max()
    worst[what] = max(worst[what], difference)
    check(f"{name}: {what} to {tolerance}", difference < tolerance, difference)


def judge_network(number, folder):
    model = make_network()
    count = random.randint(1, 9)
    _, x, labels = draw_batch(model, count)
    model.train_on_batch(x, labels)

    pixels, x, labels = draw_batch(model, count)
    batch = os.path.join(folder, "batch.txt")
    write_batch(batch, pixels, labels)
    found = []
    for ending in ("keras", "h5"):
        path, out = os.path.join(folder, "there." + ending), os.path.join(folder, f"here_{ending}.{ending}")
        model.save(path)
        found.append((f"network {number}.{ending} of seed {SEED}", out, *one_step(path, batch, out)))

    answers = np.array(model(x, training=False))
    loss = -np.log(answers[np.arange(count), labels].astype("float64")).mean()
    accuracy = (answers.argmax(1) == labels).mean()
    evaluated = model.evaluate(x, labels, verbose=0)
    maps = keras.Model(model.inputs, [layer.output for layer in model.layers])(x[:1], training=False)
    maps = [np.array(m) for m in (maps if isinstance(maps, list) else [maps])]
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    model.train_on_batch(x, labels)

    for name, out, here, evaluation, layers in found:
        far("predict", answers, here, 1e-5, name)
        far("loss", [evaluated[0], loss], [evaluation[0]] * 2, 2e-5, name)
        check(f"{name}: accuracy", abs(evaluation[1] - accuracy) < 1e-6 or np.ptp(np.sort(answers, 1)[:, -2:], 1).min() < 1e-5,
              f"{accuracy} there, {evaluation[1]} here")
        far("layers", np.concatenate([m.ravel() for m in maps]), np.concatenate([values for _, values in layers]), 1e-5, name)
        if out.endswith(".keras"):  # the averages of an .h5 do not come along in Keras 3
            far("step", np.concatenate([a.ravel() for a in arrays_of(model)]),
                np.concatenate([a.ravel() for a in arrays_of(keras.models.load_model(out))]), 1e-5, name)
        else:
            far("step", np.concatenate([a.ravel() for a in model.get_weights()]),
                np.concatenate([a.ravel() for a in keras.models.load_model(out, compile=False).get_weights()]), 1e-5, name)


with tempfile.TemporaryDirectory() as folder:
    for number in range(NETWORKS):
        judge_network(number, folder)
print("  farthest apart: " + ", ".join(f"{what} {value:.1e}" for what, value in worst.items()))
finish()
