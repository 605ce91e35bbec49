#!/usr/bin/python3
"""What the library made of random shapes (test_references --cases, on stdin), against PyTorch in float64.

Forward and, by autograd, backward. An array may be off by 1e-5 of its largest number, or of what
a sum of so many numbers comes to that do not cancel each other.
"""
import os
import sys

import numpy
import torch
import torch.nn.functional as F

PATHS = ['naive', 'channels innermost', 'tiled', 'blocked', 'winograd 1d', 'winograd']
torch.set_num_threads(os.cpu_count())
stream = sys.stdin.buffer
worst, tried, failed = {}, 0, 0


def floats(*shape):
    count = 1
    for size in shape:
        count *= size
    bytes_ = stream.read(4 * count)
    if len(bytes_) != 4 * count:
        sys.exit('the cases end in the middle')
    return torch.from_numpy(numpy.frombuffer(bytes_, numpy.float32).astype(numpy.float64).reshape(shape))


def compare(what, name, terms, found, expected):
    global failed
    error = float((found - expected).abs().max() / max(terms ** 0.5 / 2, float(expected.abs().max())))
    worst[what] = max(worst.get(what, 0), error)
    if not error <= 1e-5:  # a NaN is not
        failed += 1
        print(f'{what}: {name} is off by {error:.1e}')


while True:
    header = stream.read(13 * 4)
    if not header:
        break
    kind, path, N, H, W, C, K, filters, S, P, Q, top, left = (int(n) for n in numpy.frombuffer(header, numpy.int32))
    x = floats(N, H, W, C)
    if kind == 0:
        w, b = floats(K, K, C, filters), floats(filters)
    dy, y, dx = floats(N, P, Q, filters), floats(N, P, Q, filters), floats(N, H, W, C)
    if kind == 0:
        dw, db = floats(K, K, C, filters), floats(filters)
    name = f'N {N}, H {H}, W {W}, C {C}, K {K}, F {filters}, S {S}, top {top}, left {left}'

    # what stands around the image; where the last window ends before it, the rest is cut off
    around = (left, (Q - 1) * S + K - W - left, top, (P - 1) * S + K - H - top)
    images = x.permute(0, 3, 1, 2).contiguous().clone().requires_grad_()
    padded = F.pad(images, around, value=0 if kind == 0 else float('-inf'))
    if kind == 0:
        kernel, bias = w.permute(3, 2, 0, 1).contiguous().clone().requires_grad_(), b.clone().requires_grad_()
        answer = F.conv2d(padded, kernel, bias, stride=S)
    else:
        answer = F.max_pool2d(padded, K, S)
    answer.backward(dy.permute(0, 3, 1, 2).contiguous())
    what = PATHS[path] if kind == 0 else 'max pooling'
    compare(what + ', y', name, 1, y, answer.detach().permute(0, 2, 3, 1))
    compare(what + ', dx', name, 1, dx, images.grad.permute(0, 2, 3, 1))
    if kind == 0:
        compare(what + ', dw', name, N * P * Q, dw, kernel.grad.permute(2, 3, 1, 0))
        compare(what + ', db', name, N * P * Q, db, bias.grad)
    tried += 1

for what, error in worst.items():
    print(f'{what}: {error:.1e}')
if tried == 0:
    sys.exit('no case came')
print(f'PyTorch {torch.__version__}: {tried - failed} passed, {failed} failed')
sys.exit(failed > 0)
