#!/usr/bin/python3
"""Files written here, read by the libraries of Keras and PyTorch themselves: h5py,
zipfile and torch. One step of Adam against torch's.

    /usr/bin/python3 tests/interop/test_interop.py BUILD [REFERENCE]

BUILD is the build folder; REFERENCE a folder with the book's own model files, with which
the layout of ours is compared group by group, attribute by attribute, type by type.
"""
import json
import os
import re
import sys
import tempfile
import zipfile

from judge import BUILD, check, finish, one_step, run, skip, write_batch

try:
    import h5py
    import numpy as np
    import torch

    from network import network_of, open_hdf5, read_keras, to_torch
except ImportError as missing:
    skip(f"interop with h5py and torch: {missing} (Debian: python3-h5py python3-torch)")

REFERENCE = sys.argv[2] if len(sys.argv) > 2 else ""
FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "files", "fixtures")
torch.set_num_threads(1)


def convert(source, target):
    run("chapters/tools/convert_model", source, target)
    return target


# ---- the layout: what is where, of which type; not the values ----
def describe_type(dtype, attribute):
    text = h5py.check_string_dtype(dtype)
    if text:
        return f"text {text.encoding} {'variable' if text.length is None else text.length}"
    return dtype.str


def layout(path):
    found = {}

    def visit(name, item):
        found[name] = "group"
        if isinstance(item, h5py.Dataset):
            made = item.id.get_create_plist()
            found[name] = (f"array {item.dtype.str} {item.shape} layout {made.get_layout()} "
                           f"filters {made.get_nfilters()}")
        for key in item.attrs:
            attribute = item.attrs.get_id(key)
            found[f"{name}@{key}"] = f"{describe_type(attribute.dtype, attribute)} {attribute.shape}"

    with open_hdf5(path) as f:
        visit("/", f)
        f.visititems(visit)
    return found


def difference(ours, theirs):
    return [f"{key}: {ours.get(key, 'nothing')} here, {theirs.get(key, 'nothing')} there"
            for key in sorted(set(ours) | set(theirs)) if ours.get(key) != theirs.get(key)]


def check_layout(name, ours, theirs):
    found = difference(layout(ours), layout(theirs))
    check(name, not found, "; ".join(found[:5]))


def without_addresses(text):
    """config.json numbers shared objects by their address in memory"""
    return re.sub(r'"shared_object_id": \d+', '"shared_object_id": 1', text)


def compare_with_reference(folder):
    for name in ("edition1-best-cnn-model.h5", "edition1-best-cnn-model.keras", "edition2-best_cnn_model.pt"):
        if not os.path.exists(os.path.join(REFERENCE, name)):
            print(f"skipped: the layout of {name}, which is not there ({REFERENCE or 'no folder named'})")
    theirs = os.path.join(REFERENCE, "edition1-best-cnn-model.h5")
    if os.path.exists(theirs):
        ours = convert(theirs, os.path.join(folder, "reference.h5"))
        check_layout("HDF5 as Keras 2.11 lays it out", ours, theirs)
        with h5py.File(ours, "r") as a, h5py.File(theirs, "r") as b:
            for attribute in ("model_config", "keras_version", "backend"):
                check(f"{attribute}, letter by letter", a.attrs[attribute] == b.attrs[attribute])
            ours, theirs = (json.loads(f.attrs["training_config"]) for f in (a, b))
            metrics = ours.pop("metrics"), theirs.pop("metrics")
            check("training_config, but for the metrics", list(ours.items()) == list(theirs.items()))
            check("the metrics, in the one spelling that Keras 2 and Keras 3 both take", metrics[0] == [
                {"class_name": "SparseCategoricalAccuracy", "config": {"name": "accuracy", "dtype": "float32"}}])
            for key in ("layer_names", ):
                check(key, list(a["model_weights"].attrs[key]) == list(b["model_weights"].attrs[key]))
            check("weight_names of the optimizer", list(a["optimizer_weights"].attrs["weight_names"]) ==
                  list(b["optimizer_weights"].attrs["weight_names"]))
    theirs = os.path.join(REFERENCE, "edition1-best-cnn-model.keras")
    if os.path.exists(theirs):
        ours = convert(theirs, os.path.join(folder, "reference.keras"))
        check_layout("model.weights.h5 as Keras 3 lays it out", ours, theirs)
        a, b = zipfile.ZipFile(ours), zipfile.ZipFile(theirs)
        check("entries of the zip", a.namelist() == b.namelist(), f"{a.namelist()}")
        check("stored, not packed", [e.compress_type for e in a.infolist()] == [e.compress_type for e in b.infolist()])
        check("config.json, letter by letter", without_addresses(a.read("config.json").decode()) ==
              without_addresses(b.read("config.json").decode()))
        check("keys of metadata.json", list(json.loads(a.read("metadata.json"))) ==
              list(json.loads(b.read("metadata.json"))))
    theirs = os.path.join(REFERENCE, "edition2-best_cnn_model.pt")
    if os.path.exists(theirs):
        ours = convert(theirs, os.path.join(folder, "reference.pt"))
        a, b = (torch.load(p, map_location="cpu") for p in (ours, theirs))
        check("names of the state_dict", list(a) == list(b))
        check("tensors bit for bit", all(torch.equal(a[k], b[k]) and a[k].dtype == b[k].dtype for k in b))


# ---- the book's own libraries read our files ----
def check_torch_reads(folder, source):
    ours = convert(source, os.path.join(folder, "ours.pt"))
    state = torch.load(ours, weights_only=True)
    kernels, biases, _ = read_keras(source)
    net = network_of(kernels, biases)
    expected = net.state_dict()
    check("torch.load(weights_only=True): names", list(state) == list(expected), f"{list(state)}")
    check("torch.load(weights_only=True): tensors", all(torch.equal(state[k], expected[k]) for k in expected))
    net.load_state_dict(state, strict=True)


def check_h5py_reads(folder, source):
    kernels, biases, (step, averages) = read_keras(source)
    for name in ("ours.h5", "ours.keras"):
        ours = convert(source, os.path.join(folder, name))
        found_kernels, found_biases, (found_step, found_averages) = read_keras(ours)
        check(f"{name}: weights", all(np.array_equal(a, b) for a, b in
                                      zip(found_kernels + found_biases, kernels + biases)))
        check(f"{name}: Adam's step and averages", found_step == step and len(found_averages) == len(averages) and
              all(np.array_equal(a, b) for a, b in zip(found_averages, averages)))


# ---- one step of Adam ----
def check_one_step(folder, source, target, count=6):
    kernels, biases, (step, averages) = read_keras(source)
    net = network_of(kernels, biases)
    side = int(round((kernels[-2].shape[0] / kernels[-3].shape[3]) ** 0.5)) << net.convolutions
    random = np.random.RandomState(3)
    pixels = random.randint(0, 256, (count, side, side, kernels[0].shape[2]))
    images = (pixels / 255).astype("float32")
    labels = random.randint(0, kernels[-1].shape[1], count)
    batch = os.path.join(folder, "batch.txt")
    write_batch(batch, pixels, labels)
    ours = os.path.join(folder, target)
    answers = np.array(one_step(source, batch, ours)[0])

    x = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
    logits = net(x)
    error = np.abs(torch.softmax(logits, 1).detach().numpy() - answers).max()
    check(f"{target}: forward passes agree to 1e-5", error < 1e-5, f"{error}")

    # torch has epsilon inside the correction of v: sqrt(v / (1 - b2^t)) + eps; Keras sqrt(v) + eps outside
    t = step + 1
    adam = torch.optim.Adam(net.parameters(), lr=float(np.float32(0.001)), eps=1e-7 / (1 - 0.999 ** t) ** 0.5)
    parameters = [p for layer in net.layers() for p in (layer.weight, layer.bias)]
    for i, p in enumerate(parameters if averages else []):
        adam.state[p] = {"step": torch.tensor(float(step)),
                         "exp_avg": torch.from_numpy(to_torch(averages[2 * i], kernels)).clone(),
                         "exp_avg_sq": torch.from_numpy(to_torch(averages[2 * i + 1], kernels)).clone()}
    torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels.astype("int64"))).backward()
    adam.step()

    found_kernels, found_biases, (found_step, found_averages) = read_keras(ours)
    check(f"{target}: the step is counted", found_step == t, f"{found_step}, expected {t}")
    worst = 0
    for i, found in enumerate(a for pair in zip(found_kernels, found_biases) for a in pair):
        p = parameters[i]
        worst = max(worst, np.abs(to_torch(found, kernels) - p.detach().numpy()).max(),
                    np.abs(to_torch(found_averages[2 * i], kernels) - adam.state[p]["exp_avg"].numpy()).max(),
                    np.abs(to_torch(found_averages[2 * i + 1], kernels) - adam.state[p]["exp_avg_sq"].numpy()).max())
    check(f"{target}: one step of Adam agrees to 1e-6", worst < 1e-6, f"{worst}")


with tempfile.TemporaryDirectory() as folder:
    trained = os.path.join(FIXTURES, "keras2_11.h5")
    fresh = os.path.join(FIXTURES, "numbered.h5")
    check_torch_reads(folder, trained)
    check_h5py_reads(folder, trained)
    check_one_step(folder, trained, "trained.h5")
    check_one_step(folder, trained, "trained.keras")
    check_one_step(folder, fresh, "fresh.h5")
    compare_with_reference(folder)
finish()
