"""Pictures of the pages that are no circuit: bars, paths, blocks; and those drawn from captured numbers."""
import csv
import math
import re

from drawings import Plot, STOPPING, Svg
from site_data import DOCS, read


def minus(value, form='g'):
    return format(value, form).replace('-', '−')


def bars(s, left, top, width, rows, largest, kind='bar-a', unit=''):
    """Horizontal bars: (name, value, text)."""
    for n, (name, value, text) in enumerate(rows):
        y = top + n * 26
        s.text(left - 8, y + 14, name, 12.5, 'end')
        s.rect(left, y, max(1, width * value / largest), 18, kind)
        s.text(left + max(1, width * value / largest) + 6, y + 14, text, 12.5, 'start')


# ---- section 8-3: kernels at the start and after training, from the captured run ----
def kernels(name):
    blocks = read(f'{DOCS}/captured/figures/8-3/{name}.dat').strip().split('\n\n\n')
    return [[float(number) for line in block.split('\n') if not line.startswith('#') for number in line.split()] for block in blocks]


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b)) / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def blue_red(value):
    """-1 blue, 0 white, 1 red."""
    end = (178, 24, 43) if value > 0 else (33, 102, 172)
    part = min(1, abs(value))
    return '#' + ''.join(f'{round(255 + (channel - 255) * part):02x}' for channel in end)


def draw_kernel_pairs(language):
    start, trained = kernels('03_untrained_kernels'), kernels('02_trained_kernels')
    cell, columns = 15, 8
    s = Svg(8 * 88, 4 * 136)
    for n, (before, after) in enumerate(zip(start, trained)):
        left, top = (n % columns) * 88 + 18, (n // columns) * 136 + 14
        s.text(left - 4, top + 11, n, 11, 'end')
        s.text(left + 22, top - 3, f'{cosine(before, after):.2f}'.replace('-', '−'), 11.5)
        for k, kernel in enumerate((before, after)):
            most = max(abs(value) for value in kernel)
            for m, value in enumerate(kernel):
                s.parts.append(f'<rect x="{left + m % 3 * cell}" y="{top + k * 54 + m // 3 * cell}" width="{cell}" height="{cell}" fill="{blue_red(value / most)}" stroke="#888" stroke-width=".5"/>')
    return s.svg()


def draw_weights_histogram(language):
    """Both on one axis, in bins of 0.1."""
    start, trained = (sum(kernels(name), []) for name in ('03_untrained_kernels', '02_trained_kernels'))
    low = math.floor(min(trained) * 10)
    high = math.ceil(max(trained) * 10)
    def counted(values):
        return [sum(1 for value in values if n <= math.floor(value * 10) < n + 1) for n in range(low, high)]
    counts = counted(start), counted(trained)
    plot = Plot(560, 230, (low / 10, high / 10), (0, max(max(count) for count in counts) * 1.08))
    s = plot.svg_
    for count, kind in zip(counts, ('bar-b', 'bar-a')):
        for n, height in enumerate(count):
            if height:
                x = plot.x((low + n) / 10) + (1 if kind == 'bar-b' else plot.box[2] / (high - low) / 2)
                s.rect(x, plot.y(height), plot.box[2] / (high - low) / 2 - 1, plot.y(0) - plot.y(height), kind)
    plot.axes([n / 10 for n in range(low, high + 1, 4)], [0, 50, 100], '', '')
    for n, (name, kind) in enumerate(({'en': ('at the start', 'after training'), 'ko': ('훈련 전', '훈련 후')}[language][k], kind) for k, kind in enumerate(('bar-b', 'bar-a'))):
        s.rect(60, 20 + 22 * n, 14, 14, kind)
        s.text(80, 32 + 22 * n, name, 12.5, 'start')
    return s.svg()


# ---- forward ----
def draw_deep_kernel(language):
    """A kernel as deep as its input, and one number for each place."""
    s = Svg(560, 190)
    def block(x, y, w, h, d, kind):
        s.rect(x, y, w, h, kind)
        s.parts.append(f'<path d="M{x} {y}l{d} {-d}h{w}l{-d} {d}zM{x + w} {y}l{d} {-d}v{h}l{-d} {d}z" class="{kind}"/>')
    block(20, 60, 110, 110, 44, 'cell')
    block(20, 60, 34, 34, 44, 'cell a')
    s.text(75, 186, '14×14×32', 12.5)
    s.arrow(200, 90, 262, 90)
    s.text(231, 80, '3·3·32 = 288', 12.5)
    for n in (3, 2, 1, 0):
        s.rect(290 + 16 * n, 40 + 10 * (3 - n), 110, 110, 'cell')
    s.rect(290, 70, 8, 8, 'cell a')
    s.text(350, 186, '14×14×64', 12.5)
    s.text(470, 100, {'en': 'one filter:', 'ko': '필터 하나:'}[language], 12.5, 'start')
    s.text(470, 118, {'en': 'one map', 'ko': '특성 맵 하나'}[language], 12.5, 'start')
    return s.svg()


def draw_padding_frame(language):
    """All ones under a kernel of nine ones: 4, 6 and 9."""
    size = 6
    s = Svg(size * 34 + 2, size * 34 + 2)
    count = [[sum(1 for i in range(-1, 2) for j in range(-1, 2) if 0 <= r + i < size and 0 <= c + j < size) for c in range(size)] for r in range(size)]
    s.grid(1, 1, count, {(r, c): {4: 'a', 6: 'b'}.get(count[r][c], '') for r in range(size) for c in range(size)})
    return s.svg()


def draw_dense_lines(language):
    """Exercise 11: three inputs, two neurons, six weights."""
    x, w, b = [1, 2, 3], [[1, 0], [0, 1], [2, -1]], [.5, -.5]
    s = Svg(420, 220)
    for i, value in enumerate(x):
        top = 40 + 70 * i
        for u in range(2):
            s.path(f'M60 {top}L290 {70 + 90 * u}', 'line')
            at = .3 if u == 0 else .62
            s.text(60 + 230 * at, top + (70 + 90 * u - top) * at - 5, minus(w[i][u]), 13, weight='bold')
        s.circle(44, top, 17, 'gate')
        s.text(44, top + 5, value, 14)
    for u in range(2):
        s.circle(306, 70 + 90 * u, 18, 'gate')
        s.text(306, 75 + 90 * u, '+', 15, weight='bold')
        y = sum(x[i] * w[i][u] for i in range(3)) + b[u]
        s.text(334, 75 + 90 * u, f'{minus(b[u], "+g")} → {minus(y)}', 14, 'start')
    return s.svg()


LAYERS = [('conv2d', 320, 28 * 28 * 9 * 32), ('conv2d_1', 18496, 14 * 14 * 9 * 32 * 64), ('dense', 313700, 313600), ('dense_1', 1010, 1000)]


def draw_where_the_work_is(language):
    s = Svg(640, 170)
    heads = {'en': ('parameters', 'multiplications'), 'ko': ('파라미터', '곱셈')}[language]
    for k, left in enumerate((80, 400)):
        values = [layer[1 + k] for layer in LAYERS]
        s.text(left, 18, heads[k], 13.5, 'start', 'bold')
        bars(s, left, 32, 160, [(layer[0] if k == 0 else '', value, f'{value / sum(values):.1%}') for layer, value in zip(LAYERS, values)], max(values), ('bar-a', 'bar-b')[k])
    return s.svg()


def draw_softmax_bars(language):
    """Exercise 12: logits, exponentials, probabilities."""
    z = [2, 1, 0]
    powers = [math.exp(v) for v in z]
    s = Svg(560, 170)
    for k, (name, values, form) in enumerate((('z', z, 'g'), ('eᶻ', powers, '.3f'), ('p', [v / sum(powers) for v in powers], '.4f'))):
        left = 30 + 185 * k
        s.text(left + 60, 16, name, 14, weight='bold')
        for n, value in enumerate(values):
            height = 110 * value / max(values)
            s.rect(left + 46 * n, 145 - height, 34, max(1, height), 'bar-b' if k == 2 else 'bar-a')
            s.text(left + 46 * n + 17, 140 - height, format(value, form), 12)
        if k < 2:
            s.arrow(left + 140, 90, left + 172, 90)
    s.path('M20 145H540', 'line')
    return s.svg()


def draw_p_minus_truth(language):
    """Exercise 18: what each logit gets back."""
    powers = [math.exp(v) for v in (2, 1, 0)]
    p = [v / sum(powers) for v in powers]
    s = Svg(420, 190)
    for k, values in enumerate((p, [value - (n == 1) for n, value in enumerate(p)])):
        left = 40 + 200 * k
        s.text(left + 60, 16, ('p', 'dz')[k], 14, weight='bold')
        for n, value in enumerate(values):
            height = 90 * abs(value)
            s.rect(left + 46 * n, 100 - height if value > 0 else 100, 34, height, 'bar-a' if value > 0 else 'bar-b')
            s.text(left + 46 * n + 17, 95 - height if value > 0 else 115 + height, f'{value:.4f}'.replace('-', '−'), 12)
        s.path(f'M{left - 10} 100h150', 'line')
    return s.svg()


def draw_dropout_rows(language):
    """Ten neurons, two images: other ones are missing, the rest is thicker."""
    s = Svg(520, 120)
    for n, dropped in enumerate(((1, 4, 5, 8), (0, 2, 7, 9))):
        top = 34 + 54 * n
        s.text(66, top + 5, {'en': f'image {n + 1}', 'ko': f'이미지 {n + 1}'}[language], 12.5, 'end')
        for k in range(10):
            x = 96 + 42 * k
            s.parts.append(f'<circle cx="{x}" cy="{top}" r="14" class="gate" {"stroke-dasharray=" + chr(34) + "3 3" + chr(34) if k in dropped else "style=" + chr(34) + "stroke-width:4" + chr(34)}/>')
            if k in dropped:
                s.path(f'M{x - 9} {top - 9}l18 18m0 -18l-18 18', 'line')
    return s.svg()


# ---- learning ----
def rosen(u, v):
    """A long valley: steep across, nearly flat along."""
    return .5 * (u * u * 25 + v * v)


def paths():
    """SGD with the largest rate that is not thrown out, and Adam, thirty steps from the same place."""
    sgd, adam = [(1.0, -4.0)], [(1.0, -4.0)]
    m, v = [0, 0], [0, 0]
    for t in range(1, 31):
        u, w = sgd[-1]
        sgd.append((u - .072 * 25 * u, w - .072 * w))
        point = list(adam[-1])
        for n, g in enumerate((25 * point[0], point[1])):
            m[n], v[n] = .9 * m[n] + .1 * g, .999 * v[n] + .001 * g * g
            point[n] -= .2 * math.sqrt(1 - .999 ** t) / (1 - .9 ** t) * m[n] / (math.sqrt(v[n]) + 1e-7)
        adam.append(tuple(point))
    return sgd, adam


def draw_valley(language):
    s = Svg(640, 250)
    def at(point):
        return 70 + (point[1] + 4.4) * 100, 120 - point[0] * 90
    for level in (.5, 2, 5, 9, 14):
        a, b = math.sqrt(2 * level), math.sqrt(2 * level / 25)
        s.parts.append(f'<ellipse cx="{at((0, 0))[0]}" cy="120" rx="{a * 100:.1f}" ry="{b * 90:.1f}" class="faint"/>')
    for points, kind in zip(paths(), ('warm', 'strong')):
        s.path('M' + 'L'.join(f'{x:.1f} {y:.1f}' for x, y in map(at, points)), kind)
        for point in points[:1] + points[-1:]:
            s.circle(*at(point), 4, 'dot warm' if kind == 'warm' else 'dot')
    for n, (name, kind) in enumerate((('SGD', 'bar-b'), ('Adam', 'bar-a'))):
        s.rect(40 + 90 * n, 226, 14, 14, kind)
        s.text(60 + 90 * n, 238, name, 12.5, 'start')
    return s.svg()


def kernel_steps():
    """The weights of each step that learn_one_kernel printed: by nudging, and with Adam."""
    first, second = read(f'{DOCS}/captured/8-2/learn_one_kernel.txt').split('with Adam')
    return [[(0.0, 0.0)] * part + [(float(a), float(b)) for a, b in re.findall(r'^ +\d+  +(-?[\d.]+) +(-?[\d.]+)  ', text, re.M)]
            for part, text in ((0, first), (1, second))]


def draw_path(language, which):
    """The loss over both weights as lines of the same height, and the steps on them."""
    s = Svg(520, 380)

    def at(point):
        return 60 + (point[0] + 1.6) * 200, 340 - (point[1] + .1) * 200
    # loss = (81 (w1 - 1)^2 + 162 (w0 + w1)^2) / 4: ellipses around -1 1, drawn from their formula
    for level in (.1, .5, 1.5, 4, 9, 16, 25):
        points = []
        for n in range(73):
            angle = n * math.pi / 36
            v = math.sqrt(4 * level / 81) * math.cos(angle)
            u = math.sqrt(4 * level / 162) * math.sin(angle)
            points.append((u - (1 + v), 1 + v))
        runs, last = [], None
        for x, y in map(at, points):
            here = 50 < x < 515 and 5 < y < 350
            if here:
                runs.append(('L' if last else 'M') + f'{x:.1f} {y:.1f}')
            last = here
        s.path(''.join(runs), 'faint')
    for k in which:
        points = kernel_steps()[k]
        kind = ('strong', 'warm')[k]
        s.path('M' + 'L'.join(f'{x:.1f} {y:.1f}' for x, y in map(at, points)), kind)
        for point in points:
            s.circle(*at(point), 4, 'dot' if k == 0 else 'dot warm')
    s.path('M50 350V6M50 350H515', 'line')
    for value in (-1.5, -1, -.5, 0, .5):
        s.text(at((value, 0))[0], 368, minus(value), 12)
    for value in (0, .5, 1, 1.5):
        s.text(44, at((0, value))[1] + 4, minus(value), 12, 'end')
    s.text(512, 344, 'w0', 13, 'end', 'bold')
    s.text(56, 18, 'w1', 13, 'start', 'bold')
    x, y = at((-1, 1))
    s.path(f'M{x - 5} {y - 5}l10 10m0 -10l-10 10', 'line')
    if len(which) > 1:
        for n, (name, kind) in enumerate((('SGD', 'bar-a'), ('Adam', 'bar-b'))):
            s.rect(420, 20 + 22 * n, 14, 14, kind)
            s.text(440, 32 + 22 * n, name, 12.5, 'start')
    return s.svg()


def draw_kernel_path(language):
    return draw_path(language, (0,))


def draw_kernel_paths(language):
    return draw_path(language, (0, 1))


def draw_loss_of_the_run(language):
    """The captured run's two losses, the best epoch and the end marked."""
    with open(f'{DOCS}/captured/history.csv', encoding='utf-8', newline='') as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    low = math.floor(min(min(row['loss'], row['val_loss']) for row in rows) * 20) / 20
    high = math.ceil(max(row['loss'] for row in rows) * 20) / 20
    plot = Plot(560, 260, (.5, len(rows) + .5), (low, high), 46)
    s = plot.svg_
    plot.axes(range(1, len(rows) + 1), [low + .1 * n for n in range(int((high - low) / .1 + .001) + 1)], {'en': 'epoch', 'ko': '에포크'}[language], {'en': 'loss', 'ko': '손실'}[language])
    best = min(rows, key=lambda row: row['val_loss'])
    for key, kind, dot in (('loss', 'warm', 'dot warm'), ('val_loss', 'strong', 'dot')):
        s.path('M' + 'L'.join(f'{plot.x(row["epoch"]):.1f} {plot.y(row[key]):.1f}' for row in rows), kind)
        for row in rows:
            s.circle(plot.x(row['epoch']), plot.y(row[key]), 6 if row is best and key == 'val_loss' else 3, dot)
        s.text(plot.x(2) + 8, plot.y(rows[1][key]) + (-10 if key == 'loss' else 20), key, 12.5, 'start')
    s.text(plot.x(best['epoch']), plot.y(best['val_loss']) - 34, f'{best["epoch"]:.0f}: {best["val_loss"]:.4f}', 12.5, weight='bold')
    s.path(f'M{plot.x(best["epoch"]):.1f} {plot.y(best["val_loss"]) - 28:.1f}v18', 'line')
    return s.svg()


def draw_loop(language):
    """Forward, backward, update, round and round."""
    s = Svg(420, 250)
    words = {'en': ['load_batch', 'forward', 'backward', 'update'], 'ko': ['load_batch', 'forward', 'backward', 'update']}[language]
    places = [(210, 34), (360, 125), (210, 216), (60, 125)]
    for n, ((x, y), word) in enumerate(zip(places, words)):
        s.rect(x - 58, y - 20, 116, 40, 'gate')
        s.text(x, y + 5, word, 14, weight='bold')
    for d in ('M270 34Q340 40 352 100', 'M352 148Q340 210 272 216', 'M150 216Q80 210 66 148', 'M66 102Q80 40 148 34'):
        s.path(d, 'wire')
        end = d.replace('Q', ' ').split()[-2:]
        s.circle(float(end[0]), float(end[1]), 3)
    s.text(210, 122, {'en': '1,500 times', 'ko': '1,500번'}[language], 14)
    s.text(210, 142, {'en': 'an epoch', 'ko': '한 에포크에'}[language], 14)
    return s.svg()


def draw_cut_model(language):
    """The network, cut behind layer 0."""
    s = Svg(640, 96)
    names = ['inputs', 'conv2d', 'max_pool', 'conv2d_1', 'max_pool_1', '…']
    for n, name in enumerate(names):
        s.rect(6 + 106 * n, 30, 90, 34, 'cell a' if n < 2 else 'cell off')
        s.text(51 + 106 * n, 52, name, 12.5)
        if n:
            s.arrow(98 + 106 * (n - 1), 47, 110 + 106 * (n - 1), 47)
    s.path('M207 10V86', 'warm')
    s.text(105, 86, 'conv_acti', 13, weight='bold')
    s.text(300, 20, '(None, 28, 28, 32)', 12.5, 'middle')
    return s.svg()


# ---- the speed ladder, as measured ----
def rungs():
    """(number, name, ms of one thread, part of the peak) from the captured table of `make bench-me`."""
    return [(int(number), name.strip(), float(ms), float(part) / 100) for number, name, ms, part in
            re.findall(r'^(\d) (.{18})\S*.*?\s([\d.]+)\s+([\d.]+)%', read(f'{DOCS}/captured/bench_me.txt'), re.M)]


def draw_rungs(language):
    found = rungs()
    slowest = found[0][2]
    s = Svg(640, 30 + 28 * len(found))
    for n, (number, name, ms, part) in enumerate(found):
        y = 10 + 28 * n
        length = 330 * math.log10(slowest / ms * 1.3) / math.log10(slowest / found[-1][2] * 1.3)
        s.text(176, y + 14, f'{number} {name}', 12.5, 'end')
        s.rect(184, y, length, 18, 'bar-a')
        s.text(190 + length, y + 14, f'{slowest / ms:.1f}×, {ms:.3g} ms', 12.5, 'start')
    return s.svg()


def draw_roofline(language):
    """Multiply-adds a second over multiply-adds for each byte: one core as measured, 10 bytes in a nanosecond, and where each rung stands."""
    peak, memory = float(re.search(r': ([\d.]+) GFLOP/s', read(f'{DOCS}/captured/bench_me.txt'))[1]) / 2, 10
    work = 14 * 14 * 3 * 3 * 32 * 64 / ((14 * 14 * 32 + 18432 + 14 * 14 * 64) * 4)
    plot = Plot(560, 280, (-1, 2.2), (-1, 2.3), 50, 36)
    s = plot.svg_
    plot.axes([], [], '', '')
    s.text(552, 240, {'en': 'multiplications for each byte', 'ko': '1바이트마다 곱셈'}[language], 12.5, 'end')
    s.text(58, 18, {'en': 'billions of multiplications a second', 'ko': '1초에 곱셈(10억 번)'}[language], 12.5, 'start')
    for tick in (.1, 1, 10, 100):
        s.text(plot.x(math.log10(tick)), 262, f'{tick:g}', 12)
        s.text(44, plot.y(math.log10(tick)) + 4, f'{tick:g}', 12, 'end')
    corner = math.log10(peak / memory)
    points = [(-1, math.log10(memory) - 1), (corner, math.log10(peak)), (2.2, math.log10(peak))]
    s.path('M' + 'L'.join(f'{plot.x(x):.1f} {plot.y(y):.1f}' for x, y in points), 'strong')
    x, last = plot.x(math.log10(work)), None
    s.path(f'M{x:.1f} {plot.y(2.2):.1f}V{plot.y(-1):.1f}', 'faint')
    for number, name, ms, part in rungs():
        y = plot.y(math.log10(part * peak))
        s.circle(x, y, 4.5, 'dot warm')
        s.text(x + (-12 if number in (3, 5) else 12), y + 4, number, 12.5)
    return s.svg()


def draw_addresses(language):
    """Which weights the innermost loop touches: rung 1 jumps, rung 2 walks."""
    s = Svg(600, 130)
    for row, (name, touched) in enumerate((({'en': 'rung 1: k', 'ko': '단계 1: k'}[language], (0, 8, 16, 24)), ({'en': 'rung 2: f', 'ko': '단계 2: f'}[language], (0, 1, 2, 3, 4, 5, 6, 7)))):
        top = 14 + 60 * row
        s.text(84, top + 18, name, 12.5, 'end')
        for n in range(28):
            s.rect(94 + 18 * n, top, 18, 26, 'cell a' if n in touched else 'cell')
        for a, b in zip(touched, touched[1:]):
            s.path(f'M{103 + 18 * a} {top + 30}q{9 * (b - a)} 14 {18 * (b - a)} 0', 'warm')
    return s.svg()


def draw_tile(language):
    """Seven pixels by two vectors of sums."""
    s = Svg(480, 270)
    s.text(290, 16, {'en': '2 vectors of weights (32 filters)', 'ko': '가중치 벡터 2개(필터 32개)'}[language], 12.5)
    for v in range(2):
        s.rect(170 + 120 * v, 26, 112, 22, 'cell b')
    for n in range(7):
        top = 62 + 28 * n
        s.rect(120, top, 26, 22, 'cell a')
        s.text(133, top + 16, f'x{n}', 12)
        for v in range(2):
            s.rect(170 + 120 * v, top, 112, 22, 'cell c')
            s.text(226 + 120 * v, top + 16, f'sum {2 * n + v}', 12)
    s.text(100, 160, {'en': '7 pixels', 'ko': '픽셀 7개'}[language], 12.5, 'end')
    return s.svg()


WINOGRAD_D = [[1, 2, 3, 4], [0, 1, 2, 0], [2, 0, 1, 3], [1, 1, 0, 2]]
WINOGRAD_G = [[1, 2, 3], [0, 2, 0], [2, 0, 2]]
B_TABLE = [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]
G_TABLE = [[1, 0, 0], [.5, .5, .5], [.5, -.5, .5], [0, 0, 1]]
A_TABLE = [[1, 1, 1, 0], [0, 1, -1, -1]]


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def both_ways(table, matrix):
    """table, times the matrix, times the table turned round."""
    return product(product(table, matrix), [list(row) for row in zip(*table)])


def winograd_patch():
    v, u = both_ways(B_TABLE, WINOGRAD_D), both_ways(G_TABLE, WINOGRAD_G)
    m = [[a * b for a, b in zip(x, y)] for x, y in zip(v, u)]
    return v, u, m, both_ways(A_TABLE, m)


def draw_winograd(language):
    """One patch in numbers: 4 by 4 through the table, times the kernel's 4 by 4, back to 2 by 2."""
    v, u, m, y = winograd_patch()
    s, cell = Svg(700, 372), 36

    def matrix(left, top, name, values, kind=''):
        kinds = {(r, c): kind for r in range(4) for c in range(4)}
        s.text(left + len(values[0]) * cell / 2, top - 8, name, 13.5, weight='bold')
        s.grid(left, top, [[minus(value + 0, '.4g') if value else '0' for value in row] for row in values], kinds, cell, 12)
    matrix(4, 30, 'd', WINOGRAD_D, 'a')
    s.arrow(154, 102, 190, 102)
    matrix(198, 30, 'v', v, 'a')
    matrix(22, 228, 'g', WINOGRAD_G, 'b')
    s.arrow(136, 282, 190, 282)
    matrix(198, 212, 'u', u, 'b')
    s.arrow(348, 110, 398, 166)
    s.arrow(348, 276, 398, 220)
    matrix(406, 122, 'm = v × u', m)
    s.arrow(556, 194, 594, 194)
    matrix(602, 158, 'y', y, 'c')
    return s.svg()


# ---- exercise 26, with room for its numbers ----
def draw_early_stopping(language):
    plot = Plot(380, 230, (.5, 5.5), (.235, .315), 46)
    plot.axes([1, 2, 3, 4, 5], sorted(STOPPING), {'en': 'epoch', 'ko': '에포크'}[language], 'val_loss')
    points = [(n + 1, loss) for n, loss in enumerate(STOPPING)]
    s = plot.svg_
    s.path('M' + 'L'.join(f'{plot.x(x):.1f} {plot.y(y):.1f}' for x, y in points), 'strong')
    best = min(points, key=lambda point: point[1])
    for x, y in points:
        s.circle(plot.x(x), plot.y(y), 6 if (x, y) == best else 4, 'dot warm' if (x, y) == best else 'dot')
        above = x in (1, 4)
        s.text(plot.x(x) + (10 if x == 1 else 0), plot.y(y) + (-12 if above else 22), f'{y:.2f}', 12.5, 'start' if x == 1 else 'middle')
    s.path(f'M{plot.x(4.5):.1f} 8V204', 'warm')
    s.text(plot.x(4.5) + 6, 24, {'en': 'stop', 'ko': '멈춤'}[language], 12.5, 'start')
    return s.svg()


# ---- exercise 16: the two points and the line through them ----
def draw_slope(language):
    plot = Plot(420, 250, (1, 4), (-1, 9))
    s = plot.svg_
    plot.axes([1, 2, 3, 4], [0, 2, 4, 6, 8], 'w', 'L')
    def loss(w):
        return (2 * w - 5) ** 2
    plot.curve(loss, 1, 4)
    h = .35
    rise = (loss(3 + h) - loss(3 - h)) / (2 * h)
    plot.curve(lambda w: loss(3 - h) + rise * (w - 3 + h), 2.35, 3.95, 'warm', 1)
    for w in (3 - h, 3 + h):
        s.path(f'M{plot.x(w):.1f} {plot.y(loss(w)):.1f}V{plot.y(-1):.1f}', 'faint')
        s.circle(plot.x(w), plot.y(loss(w)), 4, 'dot warm')
    s.circle(plot.x(3), plot.y(1), 5, 'dot')
    for w, text in ((3 - h, '3 − h'), (3 + h, '3 + h')):
        s.text(plot.x(w), plot.y(-1) - 8, text, 11.5)
    # one to the right, four up
    s.path(f'M{plot.x(2.8):.1f} {plot.y(loss(3 - h) + rise * (2.8 - 3 + h)):.1f}H{plot.x(3.8):.1f}V{plot.y(loss(3 - h) + rise * (3.8 - 3 + h)):.1f}', 'line')
    s.text(plot.x(3.45), plot.y(loss(3 - h) + rise * (2.8 - 3 + h)) + 16, '1', 13)
    s.text(plot.x(3.8) + 8, plot.y(2.6), f'{rise:.0f}', 13, 'start', 'bold')
    return s.svg()


# ---- a step as two lanes of time, as measured ----
def draw_lanes(language):
    """What each of two threads does in a step, before and after, from docs/captured/lanes.txt. A stroke: all meet."""
    before, after = read(f'{DOCS}/captured/lanes.txt').split('\nafter')
    pieces = [(float(a), float(b)) for a, b in re.findall(r'^([\d.]+) ([\d.]+) \w+$', before, re.M)]
    threads = [[float(t) for t in line.split()] for line in re.findall(r'^thread \d: (.*)$', after, re.M)]
    words = {'en': ('before', 'after', 'thread', 'forward', 'back', 'weights', 'ms'),
             'ko': ('이전', '이후', '스레드', '정방향', '역방향', '가중치', '밀리초')}[language]
    s = Svg(640, 236)
    x = lambda t: 84 + 104 * t
    for row, title in ((0, words[0]), (1, words[1])):
        top = 22 + 104 * row
        s.text(8, top - 6, title, 12.5, 'start', 'bold')
        for thread in range(2):
            y = top + 6 + 32 * thread
            s.text(76, y + 16, f'{words[2]} {thread}', 12, 'end')
            if row == 0:
                for a, b in pieces:
                    s.rect(x(a), y, max(.5, 104 * (b - a)), 24, 'cell a')
                continue
            start, turn, done, begin, end = threads[thread]
            for a, b, kind, word in ((start, turn, 'a', words[3]), (turn, done, 'b', words[4]), (begin, end, 'a', words[5])):
                s.rect(x(a), y, 104 * (b - a), 24, f'cell {kind}')
                s.text(x((a + b) / 2), y + 16, word, 12)
        meetings = sorted({0} | {b for _, b in pieces}) if row == 0 else [min(t[0] for t in threads), min(t[3] for t in threads), max(t[4] for t in threads)]
        for t in meetings:
            s.path(f'M{x(t):.1f} {top}V{top + 68}', 'warm')
    for tick in range(6):
        s.path(f'M{x(tick)} 204V210', 'line')
        s.text(x(tick), 226, f'{tick} {words[6]}' if tick == 5 else tick, 12)
    return s.svg()
