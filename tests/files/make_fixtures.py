#!/usr/bin/python3
"""Writes the model files of tests/files/fixtures with the libraries that Keras and
PyTorch themselves write with: h5py, Python's zipfile, torch.

    /usr/bin/python3 tests/files/make_fixtures.py

One small network in every layout that readers bring along, all with the same weights.
What it must answer is torch's own forward pass, recorded in expected.txt: 2 images,
8 x 8 numbers each, then for each its 3 probabilities. weights.txt has, for each layer,
a line with the kernel and one with the bias as Keras orders them, adam.txt four: the
averages m and v of the kernel, then of the bias.

Needs Debian's python3-h5py and python3-torch.
"""
import collections
import io
import json
import os
import shutil
import zipfile

import h5py
import numpy as np
import torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
random = np.random.RandomState(8)


def path(name):
    return os.path.join(HERE, name)


# ---- the network: weights as Keras orders them ----
def draw(*shape):
    return random.uniform(-0.5, 0.5, shape).astype("float32")


KERNELS = [draw(3, 3, 1, 4), draw(3, 3, 4, 6), draw(24, 5), draw(5, 3)]
BIASES = [draw(4), draw(6), draw(5), draw(3)]
IMAGES = random.uniform(0, 1, (2, 8, 8, 1)).astype("float32")
MOMENTS = [[(draw(*w.shape) / 100, draw(*w.shape) ** 2) for w in pair] for pair in zip(KERNELS, BIASES)]
STEP, RATE = 1234, np.float32(0.001)


def torch_weights():
    """The same in PyTorch's order: (out, in, h, w), (out, in), and (c, h, w) flattened."""
    first = KERNELS[2].reshape(2, 2, 6, 5).transpose(3, 2, 0, 1).reshape(5, 24)
    kernels = [KERNELS[0].transpose(3, 2, 0, 1), KERNELS[1].transpose(3, 2, 0, 1), first, KERNELS[3].T]
    return [np.ascontiguousarray(k) for k in kernels]


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 4, 3, padding="same")
        self.conv2 = torch.nn.Conv2d(4, 6, 3, padding="same")
        self.dense1 = torch.nn.Linear(24, 5)
        self.dense2 = torch.nn.Linear(5, 3)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        return torch.softmax(self.dense2(torch.relu(self.dense1(x.flatten(1)))), 1)


def make_torch():
    model = Network()
    layers = [model.conv1, model.conv2, model.dense1, model.dense2]
    with torch.no_grad():
        for layer, kernel, bias in zip(layers, torch_weights(), BIASES):
            layer.weight.copy_(torch.from_numpy(kernel))
            layer.bias.copy_(torch.from_numpy(bias))
    return model


# ---- Keras's configurations ----
def layer(cls, name, **settings):
    return {"class_name": cls, "config": {"name": name, "trainable": True, "dtype": "float32", **settings}}


def conv2d(name, filters, **more):
    return layer("Conv2D", name, filters=filters, kernel_size=[3, 3], strides=[1, 1], padding="same",
                 data_format="channels_last", dilation_rate=[1, 1], groups=1, activation="relu", use_bias=True, **more)


def pooling(name):
    return layer("MaxPooling2D", name, pool_size=[2, 2], padding="valid", strides=[2, 2],
                 data_format="channels_last")


def dense(name, units, activation):
    return layer("Dense", name, units=units, activation=activation, use_bias=True)


def layers(names=None, second_flatten=False, **first):
    n = names or ["conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "flatten", "dense", "dropout", "dense_1"]
    result = [conv2d(n[0], 4, **first), pooling(n[1]), conv2d(n[2], 6), pooling(n[3]), layer("Flatten", n[4])]
    if second_flatten:
        result.append(layer("Flatten", n[4] + "_1"))
    return result + [dense(n[5], 5, "relu"), layer("Dropout", n[6], rate=0.4, noise_shape=None, seed=None),
                     dense(n[7], 3, "softmax")]


INPUT = {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 8, 8, 1], "dtype": "float32",
                                                "sparse": False, "ragged": False, "name": "conv2d_input"}}
ADAM = {"learning_rate": float(RATE), "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}


def training_config(cls="Custom>Adam", **more):
    return {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "loss_weights": None,
            "optimizer_config": {"class_name": cls, "config": {"name": "Adam", **ADAM, **more}}}


# ---- Keras HDF5 ----
def fixed(names):
    return np.array([n.encode() for n in names])


def variable(names):
    return np.array(names, dtype=h5py.string_dtype("ascii")) if names else np.array([], dtype="float64")


def write_layers(group, configs, spell, names=fixed, **dataset):
    """layer_names, weight_names and the arrays; spell(layer) is what stands before kernel."""
    found = [c["config"]["name"] for c in configs]
    group.attrs["layer_names"] = names(found)
    weights = iter(zip(KERNELS, BIASES))
    for config in configs:
        name = config["config"]["name"]
        g = group.create_group(name)
        if config["class_name"] not in ("Conv2D", "Dense"):
            g.attrs["weight_names"] = np.array([], dtype="float64")
            continue
        spelled = [spell(name) % "kernel", spell(name) % "bias"]
        g.attrs["weight_names"] = names(spelled)
        for s, array in zip(spelled, next(weights)):
            g.create_dataset(s, data=array, track_times=False, **(dataset if array.ndim > 1 else {}))


def keras2(name):
    return name + "/%s:0"


def hdf5(name, configs, spell=keras2, names=fixed, version="2.11.0", config=None, training=None, optimizer=None,
         text=str, **dataset):
    with h5py.File(path(name), "w") as f:
        f.attrs["keras_version"] = version
        f.attrs["backend"] = "tensorflow"
        f.attrs["model_config"] = text(json.dumps(config or {
            "class_name": "Sequential", "config": {"name": "sequential", "layers": [INPUT] + configs}}))
        if training:
            f.attrs["training_config"] = text(json.dumps(training))
        group = f.create_group("model_weights")
        write_layers(group, configs, spell, names, **dataset)
        group.attrs["backend"] = "tensorflow"
        group.attrs["keras_version"] = version
        if optimizer:
            g = f.create_group("optimizer_weights")
            g.attrs["weight_names"] = names([n for n, _ in optimizer])
            for n, array in optimizer:
                g.create_dataset(n, data=array, track_times=False)


def bytes_of(text):
    return np.bytes_(text.encode())


def interleaved(m, v):
    """Adam's averages weight by weight, under names given by m and v."""
    result = []
    for i, pair in enumerate(MOMENTS):
        for j, (average, square) in enumerate(pair):
            result += [(m(i, j), average), (v(i, j), square)]
    return result


LAYER_OF = ["conv2d", "conv2d_1", "dense", "dense_1"]
PART = ["kernel", "bias"]


def make_hdf5():
    adam = [("iteration:0", np.int64(STEP))] + interleaved(
        lambda i, j: f"Adam/m/{LAYER_OF[i]}/{PART[j]}:0", lambda i, j: f"Adam/v/{LAYER_OF[i]}/{PART[j]}:0")
    hdf5("keras2_11.h5", layers(), names=variable, training=training_config(), optimizer=adam)

    # Keras 2.2: names of fixed length, no InputLayer, the layers' list alone, all m, then all v, then amsgrad's
    flat = [m for pair in MOMENTS for m, _ in pair], [v for pair in MOMENTS for _, v in pair]
    old = [("Adam/iterations:0", np.int64(STEP))]
    arrays = flat[0] + flat[1] + [np.zeros(1, "float32")] * 8
    old += [(f"training/Adam/Variable{'_%d' % i if i else ''}:0", a) for i, a in enumerate(arrays)]
    hdf5("keras2_2.h5", layers(), version="2.2.4", text=bytes_of, optimizer=old,
         config={"class_name": "Sequential", "config": layers(batch_input_shape=[None, 8, 8, 1])},
         training=training_config("Adam", decay=0.0))

    # Keras 2.4 to 2.10: conv2d/kernel/m:0
    grouped = [("Adam/iter:0", np.int64(STEP))]
    for which, letter in ((0, "m"), (1, "v")):
        for i, pair in enumerate(MOMENTS):
            grouped += [(f"Adam/{LAYER_OF[i]}/{PART[j]}/{letter}:0", pair[j][which]) for j in range(2)]
    hdf5("keras2_10.h5", layers(), version="2.10.0", names=variable, optimizer=grouped,
         training=training_config("Adam", decay=0.0))

    # Keras 3: other spelling, the learning rate among the optimizer's arrays
    three = [("adam/iteration", np.int64(STEP)), ("adam/learning_rate", RATE)] + interleaved(
        lambda i, j: f"adam/sequential_{LAYER_OF[i]}_{PART[j]}_momentum",
        lambda i, j: f"adam/sequential_{LAYER_OF[i]}_{PART[j]}_velocity")
    hdf5("keras3.h5", layers(), spell=lambda n: "sequential/" + n + "/%s", version="3.4.1", names=variable,
         training=training_config("Adam"), optimizer=three)

    numbered = ["conv2d_4", "max_pooling2d_4", "conv2d_5", "max_pooling2d_5", "flatten_2", "dense_4", "dropout_2",
                "dense_5"]
    hdf5("numbered.h5", layers(numbered))
    # the group sorts its members by name: here that is not their order
    sorted_wrong = ["z", "y", "x", "w", "v", "u", "t", "s"]
    hdf5("sorted_wrong.h5", layers(sorted_wrong))
    hdf5("second_flatten.h5", layers(second_flatten=True))
    hdf5("gzip.h5", layers(), compression="gzip", chunks=True, shuffle=True)
    hdf5("hdf5_under_the_name.keras", layers())
    big_endian = [k.astype(">f4") for k in KERNELS]
    keep, KERNELS[:] = KERNELS[:], big_endian
    hdf5("big_endian.h5", layers())
    KERNELS[:] = keep

    with h5py.File(path("weights_at_root.h5"), "w") as f:  # save_weights() of Keras 2
        f.attrs["keras_version"], f.attrs["backend"] = "2.11.0", "tensorflow"
        write_layers(f, layers(), keras2)

    # ---- what must be refused ----
    wrong = layers()
    wrong[2]["config"]["filters"] = 7
    hdf5("bad_shape.h5", wrong)
    hdf5("bad_surplus.h5", layers()[:5] + layers()[5:7] + [dense("dense_1", 3, "softmax")],
         config={"class_name": "Sequential", "config": {"name": "sequential", "layers":
                 [INPUT] + layers()[:5] + [dense("dense", 5, "softmax")]}})
    keep = KERNELS[1]
    KERNELS[1] = keep.astype("float64")
    hdf5("bad_float64.h5", layers())
    KERNELS[1] = keep
    hdf5("bad_missing.h5", layers())
    with h5py.File(path("bad_missing.h5"), "a") as f:
        del f["model_weights/conv2d_1/conv2d_1/kernel:0"]
    hdf5("bad_external_link.h5", layers())
    with h5py.File(path("bad_external_link.h5"), "a") as f:
        del f["model_weights/dense/dense/kernel:0"]
        f["model_weights/dense/dense/kernel:0"] = h5py.ExternalLink("keras2_11.h5", "/model_weights/dense/dense/kernel:0")
    # an array that claims 16 GB and stores nothing: refused before anything is allocated
    hdf5("bad_huge.h5", layers(), config={"class_name": "Sequential", "config": {"name": "sequential", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 65536], "name": "input_1"}},
        dense("dense", 65536, "softmax")]}})
    with h5py.File(path("not_keras.h5"), "w") as f:
        f.create_dataset("numbers", data=np.arange(3))


# ---- Keras zip ----
def keras3_layer(config, **settings):
    c = json.loads(json.dumps(config))
    c["module"], c["registered_name"] = "keras.layers", None
    c["config"]["dtype"] = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"},
                            "registered_name": None}
    c["config"].update(settings)
    return c


def weights_h5(configs, top="layers", optimizer=True, scalars=True):
    image = io.BytesIO()
    with h5py.File(image, "w") as f:
        seen, weights = collections.Counter(), iter(zip(KERNELS, BIASES))
        words = {"Conv2D": "conv2d", "MaxPooling2D": "max_pooling2d", "Flatten": "flatten", "Dense": "dense",
                 "Dropout": "dropout"}
        for config in configs:
            word = words[config["class_name"]]
            number = seen[word]
            seen[word] += 1
            g = f.create_group(f"{top}/{word}{'_%d' % number if number else ''}/vars")
            if config["class_name"] in ("Conv2D", "Dense"):
                for i, array in enumerate(next(weights)):
                    g.create_dataset(str(i), data=array, track_times=False)
        if optimizer:
            g = f.create_group("optimizer/vars")
            arrays = [np.int64(STEP)] + ([RATE] if scalars else []) + [a for _, a in interleaved(lambda i, j: "",
                                                                                                 lambda i, j: "")]
            for i, array in enumerate(arrays):
                g.create_dataset(str(i), data=array, track_times=False)
        f.create_group("vars")
    return image.getvalue()


def archive(name, entries, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path(name), "w", method) as z:
        for entry, content in entries:
            info = zipfile.ZipInfo(entry)  # of 1980, so that the file does not change
            info.compress_type = method
            z.writestr(info, content)


def keras_zip(name, configs, version="3.4.1", method=zipfile.ZIP_STORED, input_key="batch_shape", weights=None,
              compiled=True, without=()):
    source = {"module": "keras.layers", "class_name": "InputLayer", "registered_name": None,
              "config": {input_key: [None, 8, 8, 1], "dtype": "float32", "sparse": False, "name": "input_layer"}}
    config = {"module": "keras", "class_name": "Sequential", "registered_name": None,
              "config": {"name": "sequential", "layers": [source] + configs}}
    if compiled:
        config["compile_config"] = {"optimizer": {"module": "keras.optimizers", "class_name": "Adam",
                                                  "config": {"name": "adam", "weight_decay": None, **ADAM}},
                                    "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
    entries = [("metadata.json", json.dumps({"keras_version": version, "date_saved": "2024-08-06@07:21:23"})),
               ("config.json", json.dumps(config)), ("model.weights.h5", weights or weights_h5(configs))]
    archive(name, [e for e in entries if e[0] not in without], method)


def make_zip():
    own_names = ["first", "pool", "second", "pool2", "flat", "hidden", "drop", "classes"]
    keras_zip("keras3.keras", [keras3_layer(c) for c in layers()])
    keras_zip("own_names.keras", [keras3_layer(c) for c in layers(own_names)])
    keras_zip("deflated.keras", [keras3_layer(c) for c in layers()], method=zipfile.ZIP_DEFLATED)
    # Keras 2.15: batch_input_shape, no learning rate among the optimizer's arrays, a class for the activation
    two = layers()
    two[5]["config"]["activation"] = {"module": "builtins", "class_name": "function", "config": "relu",
                                      "registered_name": "function"}
    keras_zip("keras2_15.keras", two, version="2.15.0", input_key="batch_input_shape",
              weights=weights_h5(two, scalars=False))
    with open(path("keras3.weights.h5"), "wb") as f:  # save_weights() of Keras 3
        f.write(weights_h5(layers(), optimizer=False))

    keras_zip("bad_without_weights.keras", layers(), without=("model.weights.h5",))
    keras_zip("bad_activation.keras", [keras3_layer(c, **({"activation": "gelu"} if c["class_name"] == "Dense" else {}))
                                       for c in layers()])
    archive("bad_no_model.zip", [("holiday.txt", "no model")])


# ---- PyTorch ----
def make_pt():
    model = make_torch()
    state = model.state_dict()
    with torch.no_grad():
        answers = model(torch.from_numpy(IMAGES.transpose(0, 3, 1, 2).copy())).numpy()
    write_lines("expected.txt", [array for pair in zip(IMAGES, answers) for array in pair])

    torch.save(state, path("torch.pt"))  # Debian's 1.13: the folder inside is called "torch"
    torch.save(state, path("protocol4.pt"), pickle_protocol=4)
    buffer = io.BytesIO()
    torch.save(state, buffer)  # ... and "archive" when there is no name
    with open(path("archive.pth"), "wb") as f:
        f.write(buffer.getvalue())

    # views: every other element of a wider tensor, a transposed one, an offset
    views = collections.OrderedDict((k, v.clone()) for k, v in state.items())
    views["conv1.weight"] = state["conv1.weight"].contiguous(memory_format=torch.channels_last).clone()
    wide = torch.zeros(5, 48)
    wide[:, ::2] = state["dense1.weight"]
    views["dense1.weight"] = wide[:, ::2]
    views["dense2.weight"] = state["dense2.weight"].t().contiguous().t()
    tail = torch.zeros(9)
    tail[3:] = state["conv2.bias"]
    views["conv2.bias"] = tail[3:]
    torch.save(views, path("strided.pt"))

    # tensors of a GPU: there is none here, so the one word that tells is put in by torch's own hook
    location = torch.serialization.location_tag
    torch.serialization.location_tag = lambda storage: "cuda:0"
    torch.save(state, path("cuda.pt"))
    torch.serialization.location_tag = location

    torch.save(state, path("bad_legacy.pt"), _use_new_zipfile_serialization=False)
    # narrower types: the weights of float16 and bfloat16 are others, which float16.txt and bfloat16.txt have
    for name, dtype in (("float16", torch.float16), ("bfloat16", torch.bfloat16), ("float64", torch.float64)):
        narrow = collections.OrderedDict((k, v.to(dtype)) for k, v in state.items())
        torch.save(narrow, path(name + ".pt"))
        if dtype != torch.float64:
            write_lines(name + ".txt", [torch.from_numpy(a).to(dtype).float().numpy()
                                        for pair in zip(KERNELS, BIASES) for a in pair])
    torch.save(collections.OrderedDict((k, v.long() if k == "conv1.bias" else v) for k, v in state.items()),
               path("bad_int64.pt"))
    # checkpoints: the network under a usual name, or under one of its own, beside the optimizer's state
    adam = torch.optim.Adam(model.parameters())
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    kept = collections.OrderedDict((k, v.clone()) for k, v in state.items())
    adam.step()
    torch.save({"epoch": 3, "ema": {"conv1.weight": torch.zeros(1)}, "model_state_dict": kept, "loss": 0.25,
                "optimizer_state_dict": adam.state_dict(), "classes": ["shirt", "bag"], "best": None},
               path("checkpoint.pt"))
    torch.save({"optimizer": adam.state_dict(), "my_net": collections.OrderedDict(
        ("module." + k, v) for k, v in kept.items())}, path("checkpoint_own_name.pt"))
    torch.save({"state_dict": kept, "best_loss": np.float64(0.25)}, path("bad_numpy.pt"))
    shuffled = [(k, kept[k]) for k in ("dense2.weight", "dense2.bias", "conv2.weight", "conv2.bias", "dense1.weight",
                                       "dense1.bias", "conv1.weight", "conv1.bias")]
    torch.save(collections.OrderedDict(shuffled), path("other_order.pt"))
    with torch.no_grad():
        for key, value in model.state_dict().items():
            value.copy_(kept[key])
    torch.save(torch.nn.Sequential(torch.nn.Linear(2, 2)), path("bad_whole_model.pt"))
    torch.save({"epoch": 3, "losses": [0.5, 0.25]}, path("bad_checkpoint.pt"))
    norm = collections.OrderedDict(state)
    norm["norm.running_mean"] = torch.zeros(4)
    torch.save(norm, path("bad_batch_norm.pt"))
    other = collections.OrderedDict(list(state.items())[:6])
    torch.save(other, path("bad_pattern.pt"))


def write_lines(name, arrays):
    with open(path(name), "w") as f:
        for array in arrays:
            f.write(" ".join("%.9g" % x for x in array.ravel()) + "\n")


def make_others():
    write_lines("weights.txt", [array for pair in zip(KERNELS, BIASES) for array in pair])
    write_lines("adam.txt", [array for pair in MOMENTS for both in pair for array in both])
    for name, content in (("web_page.h5", b"\n<!DOCTYPE html>\n<html><head><title>GitHub</title></head></html>\n"),
                          ("git_lfs.keras", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4038273\n"),
                          ("empty.h5", b"")):
        with open(path(name), "wb") as f:
            f.write(content)


if __name__ == "__main__":
    shutil.rmtree(HERE, ignore_errors=True)
    os.makedirs(HERE)
    make_hdf5()
    make_zip()
    make_pt()
    make_others()
