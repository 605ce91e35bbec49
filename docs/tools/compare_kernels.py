#!/usr/bin/python3
"""How much of each first-layer kernel was there before training: prints what docs/captured/8-3/kernels_compared.txt holds."""
from pictures import cosine, kernels

start, trained = kernels('03_untrained_kernels'), kernels('02_trained_kernels')
a, b = sum(start, []), sum(trained, [])
mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
correlation = cosine([value - mean_a for value in a], [value - mean_b for value in b])
print(f'correlation {correlation:.2f}')
print(f'cosine above 0.8: {sum(1 for one, other in zip(start, trained) if cosine(one, other) > .8)} of {len(start)}')
