"""The way back as circuits: on every wire the value of the way forward above, the slope of the way back below.

A gate says what it does, and under it the slope by which it multiplies on the way back. The numbers are computed from the
arrays of the exercises; tests/docs/test_drawings.py holds them to those done by hand.
"""
import math

from drawings import BACK_POOL_DY, BACK_POOL_X, Svg


def number(value, digits=4):
    """As the pages write it: a true minus, no trailing zeros unless the value was rounded."""
    text = f'{value:.{digits}f}' if abs(value - round(value)) > 1e-9 else f'{value:.0f}'
    return text.replace('-', '−')


class Circuit(Svg):
    def say(self, x, y, text, kind, anchor='middle', size=13.5):
        self.text(x, y, text, size, anchor)
        self.parts[-1] = self.parts[-1].replace('<text ', f'<text class="{kind}" ', 1)

    def wire(self, x1, y1, x2, y2, value=None, slope=None, name='', at=.5):
        """A wire from one place to another; value and slope stand above and below its middle."""
        self.arrow(x1, y1, x2, y2, 'wire')
        x, y = x1 + (x2 - x1) * at, y1 + (y2 - y1) * at
        if value is not None:
            self.say(x, y - 7, f'{name} = {number(value)}' if name else number(value), 'forward')
        if slope is not None:
            self.say(x, y + 18, number(slope), 'backward')

    def gate(self, x, y, text, slope='', r=19):
        self.circle(x, y, r, 'gate')
        self.text(x, y + 5, text, 14, weight='bold')
        if slope:
            self.text(x, y + r + 15, slope, 11.5)

    def legend(self, language, y):
        forward, backward, under = {'en': ('forward: the value', 'back: what the loss gains for each unit', 'under a gate: its slope'),
                                    'ko': ('정방향: 값', '역방향: 값이 1 커질 때 손실이 커지는 양', '게이트 아래: 그 게이트의 기울기')}[language]
        self.say(4, y, forward, 'forward', 'start', 12)
        self.say(14 + 7 * len(forward) * (1 if language == 'en' else 1.45), y, backward, 'backward', 'start', 12)
        self.text(self.width - 4, y, under, 12, 'end')


# ---- exercise 17: one neuron ----
X, W, B, T = 2, 3, -1, 4


def draw_chain(language):
    s = Circuit(700, 214)
    y = X * W + B
    d = y - T
    loss = d * d
    back = {'d': 2 * d}
    back['y'] = back['b'] = back['product'] = back['d']
    s.wire(10, 60, 128, 78, X, back['y'] * W, 'x')
    s.wire(10, 140, 128, 92, W, back['y'] * X, 'w', at=.42)
    s.gate(147, 84, '×', f'w = {W}, x = {X}')
    s.wire(166, 84, 262, 84, X * W, back['product'])
    s.wire(226, 160, 270, 99, B, back['b'], 'b', at=.15)
    s.gate(281, 84, '+', '1')
    s.wire(300, 84, 400, 84, y, back['y'], 'y')
    s.wire(364, 160, 408, 99, T, -back['d'], 't', at=.15)
    s.gate(419, 84, '−', '1')
    s.wire(438, 84, 538, 84, d, back['d'], 'd')
    s.gate(557, 84, '( )²', f'2d = {number(2 * d)}', 21)
    s.wire(578, 84, 690, 84, loss, 1, 'L')
    s.legend(language, 206)
    return s.svg()


# ---- exercises 12, 14, 18: softmax and cross-entropy, as one ----
LOGITS, TARGET = [2, 1, 0], 1


def draw_softmax_circuit(language):
    s = Circuit(700, 300)
    powers = [math.exp(z) for z in LOGITS]
    total = sum(powers)
    loss = math.log(total) - LOGITS[TARGET]
    for n, z in enumerate(LOGITS):
        top = 46 + 82 * n
        s.wire(10, top, 134, top, z, powers[n] / total - (1 if n == TARGET else 0), f'z[{n}]', at=.4)
        s.gate(154, top, 'eᶻ', number(powers[n], 3))
        s.wire(173, top, 292, 128 + (n - 1) * 8, powers[n], 1 / total, at=(.42, .42, .3)[n])
    s.gate(311, 128, '+', '1')
    s.wire(330, 128, 430, 128, total, 1 / total)
    s.gate(450, 128, 'log', f'1/{number(total, 3)}')
    s.wire(469, 128, 560, 128, math.log(total), 1)
    s.gate(579, 128, '−', '1, −1')
    s.wire(598, 128, 692, 128, loss, 1, at=.5)
    s.path('M84 128C110 330 520 330 575 148', 'wire')
    s.say(470, 262, f'z[{TARGET}] = {number(LOGITS[TARGET])}', 'forward')
    s.say(470, 282, '−1', 'backward')
    return s.svg()


# ---- exercise 19: an input that two neurons use ----
DENSE_X, DENSE_W, DENSE_DY = 3, [2, -1], [1, -1]


def draw_dense_circuit(language):
    s = Circuit(560, 214)
    back = [dy * w for dy, w in zip(DENSE_DY, DENSE_W)]
    s.wire(10, 100, 120, 100, DENSE_X, sum(back), 'x[2]')
    s.circle(122, 100, 4)
    for n, (w, dy) in enumerate(zip(DENSE_W, DENSE_DY)):
        top = 50 + 100 * n
        s.wire(126, 100 + (n * 2 - 1) * 3, 250, top, DENSE_X, back[n], at=.55)
        s.wire(270, top - 44, 270, top - 20)
        s.text(282, top - 30, f'w[2][{n}] = {number(w)}', 12.5, 'start')
        s.gate(270, top, '×', f'w = {number(w)}')
        s.wire(290, top, 400, top, DENSE_X * w, dy)
        s.gate(420, top, '+', '1')
        s.wire(440, top, 550, top, None, dy, f'y[{n}]')
        s.say(495, top - 7, f'y[{n}]', 'forward')
    return s.svg()


# ---- exercise 20: the gate of ReLU ----
RELU_X, RELU_DY = [-2, 0, 3], [5, 6, -7]


def draw_relu_gate(language):
    s = Circuit(600, 96)
    for n, (x, dy) in enumerate(zip(RELU_X, RELU_DY)):
        left = 200 * n
        slope = 1 if x > 0 else 0
        s.wire(left + 6, 40, left + 80, 40, x, dy * slope, 'x')
        s.gate(left + 99, 40, 'max', number(slope), 21)
        s.wire(left + 118, 40, left + 192, 40, max(0, x), dy)
    return s.svg()


# ---- exercise 24: dropout, the same draws both ways ----
DROP_X, DROP_U, RATE = [3, 3], [.1, .5], .4


def draw_dropout_circuit(language):
    s = Circuit(520, 112)
    for n, (x, u) in enumerate(zip(DROP_X, DROP_U)):
        left, factor = 260 * n, 0 if u < RATE else 1 / (1 - RATE)
        s.wire(left + 6, 54, left + 100, 54, x, factor)
        s.wire(left + 120, 8, left + 120, 34)
        s.text(left + 130, 22, f'u = {u:g}', 12.5, 'start')
        s.gate(left + 120, 54, '×', number(factor))
        s.wire(left + 140, 54, left + 246, 54, x * factor, 1)
    return s.svg()


# ---- exercise 21, its first window: only the largest is led through ----
def draw_pooling_circuit(language):
    s = Circuit(460, 262)
    window = [BACK_POOL_X[i][j] for i in range(2) for j in range(2)]
    largest = max(window)
    for n, value in enumerate(window):
        top = 24 + 70 * n
        s.path(f'M10 {top}H116', 'wire')
        s.say(62, top - 7, f'x[{n // 2}][{n % 2}] = {number(value)}', 'forward')
        s.say(62, top + 18, number(BACK_POOL_DY[0][0] if value == largest else 0), 'backward')
        s.wire(116, top, 262, 129 + (n - 1.5) * 9)
    s.gate(286, 129, 'max', '1 / 0', 24)
    s.wire(310, 129, 450, 129, largest, BACK_POOL_DY[0][0], 'y[0][0]')
    return s.svg()
