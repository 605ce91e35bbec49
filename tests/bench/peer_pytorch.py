"""PyTorch's training step of the book's network, as a peer (see peers.h): peer_pytorch.py plain|best THREADS"""
import os
import sys
import time

best, threads = sys.argv[1] == "best", int(sys.argv[2])
if best and "OPENBLAS_NUM_THREADS" not in os.environ:
    # its matrix library's threads get in the way of its own, and memory given back is asked for again at each step
    os.environ.update(OPENBLAS_NUM_THREADS="1", MALLOC_TRIM_THRESHOLD_="1073741824", MALLOC_MMAP_THRESHOLD_="1073741824",
                      MALLOC_TOP_PAD_="268435456")
    os.execv(sys.executable, [sys.executable] + sys.argv)

try:
    import torch
    from torch import nn
except ImportError as error:
    print(f"{error}: `make setup-dev` installs it", flush=True)
    sys.exit(0)

torch.set_num_threads(threads)
torch.set_flush_denormal(True)
torch.manual_seed(0)
images = torch.randint(0, 256, (3200, 1, 28, 28)) / 255.0
labels = torch.randint(0, 10, (3200,))
model = nn.Sequential(
    nn.Conv2d(1, 32, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(3136, 100), nn.ReLU(), nn.Dropout(0.4), nn.Linear(100, 10))
if best:
    model = model.to(memory_format=torch.channels_last)
    images = images.contiguous(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(model.parameters(), foreach=best)
loss_of = nn.CrossEntropyLoss()

print(f"ready PyTorch {torch.__version__}", flush=True)
first = 0
for _ in sys.stdin:
    times = []
    for _ in range(8):
        start = time.perf_counter()
        x, y = images[first:first + 32], labels[first:first + 32]
        optimizer.zero_grad(set_to_none=True)
        loss_of(model(x), y).backward()
        optimizer.step()
        times.append(1e3 * (time.perf_counter() - start))
        first = (first + 32) % 3200
    print(*[f"{t:.4f}" for t in times], flush=True)
