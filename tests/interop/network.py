"""The book's pattern as a PyTorch module, with its weights from a file of either kind."""
import io
import zipfile

import h5py
import numpy as np
import torch


class Network(torch.nn.Module):
    """(Conv2D same, ReLU, MaxPooling2D 2) ..., Flatten, Dense ReLU, Dense; answers logits."""

    def __init__(self, kernels):
        super().__init__()
        self.convolutions = len(kernels) - 2
        for i, k in enumerate(kernels[:-2]):
            setattr(self, f"conv{i + 1}", torch.nn.Conv2d(k.shape[2], k.shape[3], k.shape[0], padding="same"))
        for i, k in enumerate(kernels[-2:]):
            setattr(self, f"dense{i + 1}", torch.nn.Linear(k.shape[0], k.shape[1]))

    def forward(self, x):
        for i in range(self.convolutions):
            x = torch.max_pool2d(torch.relu(getattr(self, f"conv{i + 1}")(x)), 2)
        return self.dense2(torch.relu(self.dense1(x.flatten(1))))

    def layers(self):
        return [getattr(self, f"conv{i + 1}") for i in range(self.convolutions)] + [self.dense1, self.dense2]


def to_torch(array, kernels):
    """An array as Keras orders it (a weight, or one of Adam's averages) as PyTorch does."""
    if array.ndim == 4:
        return np.ascontiguousarray(array.transpose(3, 2, 0, 1))
    if array.ndim == 2 and array.shape == kernels[-2].shape:
        maps = kernels[-3].shape[3] if len(kernels) > 2 else 1
        side = int(round((array.shape[0] / maps) ** 0.5))
        array = array.reshape(side, side, maps, -1).transpose(3, 2, 0, 1).reshape(array.shape[1], -1)
        return np.ascontiguousarray(array)
    return np.ascontiguousarray(array.T) if array.ndim == 2 else array


def open_hdf5(path):
    """The HDF5 file at `path`, or the one inside the zip there."""
    if zipfile.is_zipfile(path):
        return h5py.File(io.BytesIO(zipfile.ZipFile(path).read("model.weights.h5")), "r")
    return h5py.File(path, "r")


def read_keras(path):
    """kernels, biases, and Adam's (step, averages), as h5py reads them; averages are m, v per array."""
    with open_hdf5(path) as f:
        if "model_weights" in f:
            group, weights = f["model_weights"], []
            for layer in group.attrs["layer_names"]:
                weights += [group[layer][name][()] for name in group[layer].attrs["weight_names"]]
            optimizer, names = f.get("optimizer_weights"), None
            names = list(optimizer.attrs["weight_names"]) if optimizer else []
            arrays = [optimizer[n][()] for n in names]
        else:
            weights, seen = [], f["layers"]
            for word in ("conv2d", "dense"):
                number = 0
                while f"{word}_{number}" in seen or (number == 0 and word in seen):
                    g = seen[f"{word}_{number}" if number else word]["vars"]
                    weights += [g["0"][()], g["1"][()]]
                    number += 1
            optimizer = f.get("optimizer/vars")
            arrays = [optimizer[str(i)][()] for i in range(len(optimizer))] if optimizer else []
    step = int(arrays[0]) if arrays else 0
    return weights[0::2], weights[1::2], (step, [a for a in arrays if np.ndim(a) > 0])


def network_of(kernels, biases):
    net = Network(kernels)
    with torch.no_grad():
        for layer, kernel, bias in zip(net.layers(), kernels, biases):
            layer.weight.copy_(torch.from_numpy(to_torch(kernel, kernels)))
            layer.bias.copy_(torch.from_numpy(bias))
    return net
