"""The published cases of ONNX, of every operator that lib/kernels has.

    build/interop-venv/bin/python tests/interop/test_onnx.py BUILD

They come with the package onnx: those of single nodes, made by its reference in NumPy, and those
that were converted from PyTorch. A case that asks for what this library does not have, such as
dilation or groups, is named with the reason.
"""
import glob
import os
import subprocess
import warnings

from judge import BUILD, check, finish, skip

try:
    import numpy as np
    import onnx
    from onnx import numpy_helper
    from onnx.backend.test.case import node as node_cases
except ImportError as missing:
    skip(f"ONNX's published cases: {missing} (make setup-interop)")

print(f"onnx {onnx.__version__}, NumPy {np.__version__}")
warnings.simplefilter("ignore")


class NotHere(Exception):
    """What the case asks for and this library does not have."""


def kernel(name, numbers, *arrays):
    """Runs one kernel; a list with each line of its answer, as an array."""
    text = "\n".join(" ".join("%.9g" % x for x in np.asarray(a, "float32").ravel()) for a in arrays)
    done = subprocess.run([os.path.join(BUILD, "tests/interop/kernel_case"), name, *map(str, numbers)], input=text,
                          capture_output=True, text=True, check=True)
    return [np.array(line.split(), dtype="float64") for line in done.stdout.splitlines()]


# ---- ONNX has the channels first ----
def last(x):
    return np.moveaxis(x, 1, -1)


def first(numbers, shape):
    """[N][P][Q][C] as one row, back into ONNX's (N, C, P, Q)"""
    n, c, p, q = shape
    return np.moveaxis(numbers.reshape(n, p, q, c), -1, 1)


def windows(x, size, attributes, shape):
    """K, S, P, Q, top, left of a window over x; the output's shape tells P and Q"""
    if x.ndim != 4:
        raise NotHere(f"{x.ndim - 2} axes instead of rows and columns")
    strides = attributes.get("strides", [1, 1])
    if size[0] != size[1] or strides[0] != strides[1]:
        raise NotHere("a window of two sizes")
    if set(attributes.get("dilations", [1])) != {1}:
        raise NotHere("dilation")
    K, S, (P, Q) = size[0], strides[0], shape[2:]
    before = attributes.get("pads", [0, 0])[:2]
    way = attributes.get("auto_pad", b"NOTSET")
    if way.startswith(b"SAME"):
        total = [max(0, (out - 1) * S + K - inside) for out, inside in zip((P, Q), x.shape[2:])]
        before = [(t + (way == b"SAME_LOWER")) // 2 for t in total]
    return K, S, P, Q, *before


def conv(attributes, inputs, outputs):
    x, w = inputs[:2]
    if attributes.get("group", 1) != 1:
        raise NotHere("groups")
    K, S, P, Q, top, left = windows(x, w.shape[2:], attributes, outputs[0].shape)
    F, C = w.shape[:2]
    b = inputs[2] if len(inputs) > 2 else np.zeros(F)
    found = kernel("conv2d", [len(x), *x.shape[2:], C, K, F, S, P, Q, top, left], last(x), w.transpose(2, 3, 1, 0), b)
    assert len(found) == 4, "naive, blocked, winograd, the library's choice"
    return [(first(y, outputs[0].shape), outputs[0]) for y in found]


def max_pool(attributes, inputs, outputs):
    x = inputs[0]
    K, S, P, Q, top, left = windows(x, attributes["kernel_shape"], attributes, outputs[0].shape)
    H, W = x.shape[2:]
    y, winner = kernel("max_pooling2d", [len(x), H, W, x.shape[1], K, S, P, Q, top, left], last(x))
    pairs = [(first(y, outputs[0].shape), outputs[0])]
    if len(outputs) > 1:  # the places of the winners, counted by columns in storage_order 1; one image, one channel
        where = first(winner, outputs[1].shape)
        if attributes.get("storage_order"):
            where = where % W * H + where // W
        pairs.append((where, outputs[1]))
    return pairs


def average_pool(attributes, inputs, outputs):
    x = inputs[0]
    K, S, P, Q, top, left = windows(x, attributes["kernel_shape"], attributes, outputs[0].shape)
    outside = any(attributes.get("pads", [0])) or attributes.get("ceil_mode")
    if attributes.get("count_include_pad") and outside:
        raise NotHere("zeros of the padding counted in")
    y, = kernel("average_pooling2d", [len(x), *x.shape[2:], x.shape[1], K, S, P, Q, top, left], last(x))
    return [(first(y, outputs[0].shape), outputs[0])]


def gemm(attributes, inputs, outputs):
    if attributes.get("alpha", 1) != 1 or attributes.get("beta", 1) != 1:
        raise NotHere("factors before the product and the bias")
    a, w = (x.T if attributes.get(key) else x for x, key in zip(inputs, ("transA", "transB")))
    b = inputs[2] if len(inputs) > 2 else np.zeros(1)
    if b.ndim == 2 and b.shape[0] != 1:
        raise NotHere("a bias for each image")
    (I, U) = w.shape
    y, = kernel("dense", [len(a), I, U], a, w, np.broadcast_to(b.ravel(), U))
    return [(y.reshape(outputs[0].shape), outputs[0])]


def relu(attributes, inputs, outputs):
    y, = kernel("relu", [inputs[0].size], inputs[0])
    return [(y.reshape(outputs[0].shape), outputs[0])]


def softmax(attributes, inputs, outputs, axis=-1):
    axis = attributes.get("axis", axis)
    rows = np.moveaxis(inputs[0], axis, -1)
    p, = kernel("softmax", [rows.size // rows.shape[-1], rows.shape[-1]], rows)
    return [(np.moveaxis(p.reshape(rows.shape), -1, axis), outputs[0])]


def loss(attributes, inputs, outputs):
    z, label = inputs[:2]
    if len(inputs) > 2:
        raise NotHere("weights of the classes")
    if "ignore_index" in attributes and (label == attributes["ignore_index"]).any():
        raise NotHere("labels to be ignored")
    found, = kernel("loss", [label.size, z.shape[1]], last(z), label)
    how = attributes.get("reduction", b"mean")
    here = {b"none": found.reshape(label.shape), b"mean": found.mean(), b"sum": found.sum()}[how]
    pairs = [(here, outputs[0])]
    if len(outputs) > 1:
        p, = kernel("softmax", [label.size, z.shape[1]], last(z))
        pairs.append((np.moveaxis(np.log(p).reshape(last(z).shape), -1, 1), outputs[1]))
    return pairs


def adam(attributes, inputs, outputs):
    """ONNX counts its steps from 0 and corrects nothing in that one; its weight decay joins the gradient."""
    alpha, beta, epsilon = (attributes[key] for key in ("alpha", "beta", "epsilon"))
    rate, t, arrays = float(inputs[0]), int(inputs[1]), inputs[2:]
    if t == 0:
        rate, t = rate * (1 - alpha) / (1 - beta) ** 0.5, 1
    count, pairs = len(arrays) // 4, []
    for i in range(count):
        x, g, m, v = (arrays[i + part * count] for part in range(4))
        g = g + attributes.get("norm_coefficient", 0) * x
        found = kernel("adam", [x.size, t, rate, alpha, beta, epsilon], x, m, v, g)
        pairs += [(here.reshape(x.shape), outputs[i + part * count]) for part, here in enumerate(found)]
    return pairs


OPERATORS = {"Conv": conv, "MaxPool": max_pool, "AveragePool": average_pool, "Gemm": gemm, "Relu": relu,
             "Softmax": softmax, "SoftmaxCrossEntropyLoss": loss, "Adam": adam}
done, left = {}, {}


def run_case(name, model, inputs, outputs):
    node, = model.graph.node
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    try:
        pairs = OPERATORS[node.op_type](attributes, inputs, outputs)
    except NotHere as reason:
        left.setdefault(f"{node.op_type}, {reason}", []).append(name)
        return
    done[node.op_type] = done.get(node.op_type, 0) + 1
    for here, there in pairs:
        there = np.asarray(there, "float64")
        good = here.shape == there.shape and np.allclose(here, there, rtol=1e-5, atol=1e-6)
        check(name, good, f"{here} here, {there} there")


def of_nodes():
    """cases whose model is one of our operators; `expanded` ones are the same numbers again"""
    for case in node_cases.collect_testcases(None):
        nodes = case.model.graph.node
        if len(nodes) == 1 and nodes[0].op_type in OPERATORS:
            for inputs, outputs in case.data_sets:
                yield case.name, case.model, [np.asarray(x) for x in inputs], [np.asarray(y) for y in outputs]


def of_pytorch():
    """cases of a folder each, their weights among the inputs or in the model"""
    for path in sorted(glob.glob(os.path.join(os.path.dirname(onnx.__file__), "backend/test/data/pytorch-*/*/model.onnx"))):
        model = onnx.load(path)
        nodes = model.graph.node
        if len(nodes) != 1 or nodes[0].op_type not in OPERATORS:
            continue
        tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        names = [i.name for i in model.graph.input if i.name not in tensors]
        folder = os.path.join(os.path.dirname(path), "test_data_set_0")

        def read(which, number):
            with open(os.path.join(folder, f"{which}_{number}.pb"), "rb") as f:
                return numpy_helper.to_array(onnx.load_tensor(f))
        tensors.update((name, read("input", i)) for i, name in enumerate(names))
        yield (os.path.basename(os.path.dirname(path)), model, [tensors[name] for name in nodes[0].input],
               [read("output", i) for i in range(len(model.graph.output))])


for case in [*of_nodes(), *of_pytorch()]:
    run_case(*case)
for operator in OPERATORS:
    check(f"there are cases of {operator}", done.get(operator, 0) > 0)
print("cases: " + ", ".join(f"{count} of {operator}" for operator, count in done.items()))
for reason, names in left.items():
    print(f"not in this library: {reason}: {', '.join(name.removeprefix('test_') for name in names)}")
finish()
