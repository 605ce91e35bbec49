"""The drawings of the pages, each computed from the arrays of its exercise.

`draw_NAME(language)` gives one SVG. Colours come from the site's style sheet, so that a
drawing follows the theme; no word stands in a drawing that the caption can say.
"""
import html

CELL = 34


class Svg:
    def __init__(self, width, height):
        self.width, self.height, self.parts = width, height, []

    def text(self, x, y, text, size=14, anchor='middle', weight='normal'):
        self.parts.append(f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}">'
                          f'{html.escape(str(text))}</text>')

    def rect(self, x, y, width, height, kind='cell'):
        self.parts.append(f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" class="{kind}"/>')

    def path(self, d, kind='line'):
        self.parts.append(f'<path d="{d}" class="{kind}"/>')

    def circle(self, x, y, r, kind='dot'):
        self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" class="{kind}"/>')

    def arrow(self, x1, y1, x2, y2, kind='line'):
        """A straight arrow, its head drawn by hand."""
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** .5
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        hx, hy = x2 - 7 * ux, y2 - 7 * uy
        self.path(f'M{x1:g} {y1:g}L{x2:g} {y2:g}M{hx - 4 * uy:g} {hy + 4 * ux:g}L{x2:g} {y2:g}L{hx + 4 * uy:g} {hy - 4 * ux:g}', kind)

    def grid(self, x, y, values, kinds=None, cell=CELL, size=14):
        """A matrix as cells; kinds: (row, column) -> further classes."""
        for r, row in enumerate(values):
            for c, value in enumerate(row):
                self.rect(x + c * cell, y + r * cell, cell, cell, ('cell ' + (kinds or {}).get((r, c), '')).strip())
                self.text(x + (c + .5) * cell, y + (r + .5) * cell + size * .36, value, size)

    def svg(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
                f'viewBox="0 0 {self.width:g} {self.height:g}">{"".join(self.parts)}</svg>')


# ---- the shared example E: exercises 06, 22, 23, 33 ----
E_X = [[1, 2, 0], [0, 3, 1], [4, 1, 1]]
E_W = [[1, 2], [3, 4]]
E_DY = [[1, 0], [0, 2]]


def convolve(x, w):
    K = len(w)
    return [[sum(x[r + i][c + j] * w[i][j] for i in range(K) for j in range(K))
             for c in range(len(x[0]) - K + 1)] for r in range(len(x) - K + 1)]


def draw_conv_slide(language):
    """The kernel over its four places, and the output it gives at each."""
    s, y = Svg(352, 300), convolve(E_X, E_W)
    for n, (r, c) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        left, top = 36 + (n % 2) * 178, 20 + (n // 2) * 152
        s.text(left + 51, top - 8, f'y[{r}][{c}] = {y[r][c]}', 14, weight='bold')
        kinds = {(r + i, c + j): 'a' for i in range(2) for j in range(2)}
        s.grid(left, top, E_X, kinds)
        for i in range(2):
            for j in range(2):
                s.text(left + (c + j + 1) * CELL - 3, top + (r + i + 1) * CELL - 4, f'×{E_W[i][j]}', 10, 'end')
        sums = [f'{E_X[r + i][c + j]}×{E_W[i][j]}' for i in range(2) for j in range(2)]
        s.text(left + 51, top + 122, ' + '.join(sums), 12.5)
    return s.svg()


def draw_padding(language):
    """The corner of an image with its padding under a 3x3 kernel."""
    s, cell = Svg(230, 230), 38
    for r in range(6):
        for c in range(6):
            outside = r == 0 or c == 0
            under = r < 3 and c < 3
            kind = 'cell off' if outside else 'cell a' if under else 'cell'
            s.rect(1 + c * cell, 1 + r * cell, cell, cell, kind)
            s.text(1 + (c + .5) * cell, 1 + (r + .5) * cell + 5, 0 if outside else 1, 14)
    s.parts.append(f'<rect x="2" y="2" width="{3 * cell - 2}" height="{3 * cell - 2}" class="strong"/>')
    return s.svg()


def draw_stride(language):
    """A row of pixels and the places of a kernel of 3, stride 1 and 2."""
    s, cell, H, K = Svg(330, 250), 40, 7, 3
    top = 0
    for S in (1, 2):
        places = (H - K) // S + 1
        s.text(0, top + 22, f'S = {S}', 13, 'start', 'bold')
        for c in range(H):
            s.rect(46 + c * cell, top + 2, cell, 28, 'cell')
            s.text(46 + (c + .5) * cell, top + 21, c, 13)
        for n in range(places):
            left, y = 46 + n * S * cell, top + 38 + n * 14
            s.rect(left + 2, y, K * cell - 4, 10, 'cell a')
        top += 38 + places * 14 + 20
    return s.svg()


# ---- exercise 09 ----
POOL_X = [[1, 3, -1, -4], [2, 0, -2, -1], [5, 5, 0, 0], [4, 5, 0, 0]]


def draw_pooling_map(language):
    """The map alone, for the guess."""
    s = Svg(138, 138)
    s.grid(1, 1, POOL_X)
    return s.svg()


def draw_pooling(language):
    s, kinds = Svg(290, 140), {}
    y = [[0, 0], [0, 0]]
    for r in range(2):
        for c in range(2):
            places = [(2 * r + i, 2 * c + j) for i in range(2) for j in range(2)]
            row, column = max(places, key=lambda place: POOL_X[place[0]][place[1]])
            y[r][c] = POOL_X[row][column]
            kinds[(row, column)] = 'a'
    s.grid(1, 1, POOL_X, kinds)
    for r in range(2):
        for c in range(2):
            s.parts.append(f'<rect x="{2 + c * 2 * CELL}" y="{2 + r * 2 * CELL}" width="{2 * CELL - 2}" height="{2 * CELL - 2}" class="strong"/>')
    s.arrow(148, 69, 196, 69)
    s.grid(212, 35, y, {(r, c): 'a' for r in range(2) for c in range(2)})
    return s.svg()


# ---- exercise 01 ----
def draw_row_major(language):
    s, H, W, cell = Svg(344, 190), 3, 4, 28
    for r in range(H):
        for c in range(W):
            kind = 'cell a' if (r, c) == (1, 2) else 'cell b' if r == 1 else 'cell'
            s.rect(30 + c * cell, 20 + r * cell, cell, cell, kind)
            s.text(30 + (c + .5) * cell, 20 + (r + .5) * cell + 5, r * W + c, 13)
            place = r * W + c
            s.rect(4 + place * cell, 136, cell, cell, kind)
            s.text(4 + (place + .5) * cell, 155, place, 13)
    for r in range(H):
        s.text(20, 20 + (r + .5) * cell + 5, r, 12, 'end')
        s.text(4 + (r * W + W / 2) * cell, 182, f'r = {r}', 12)
    for c in range(W):
        s.text(30 + (c + .5) * cell, 14, c, 12)
    return s.svg()


# ---- curves: the axes are in the units of the page's formula ----
class Plot:
    """A curve in a box; x and y give the places of numbers."""

    def __init__(self, width, height, x_range, y_range, left=38, bottom=26):
        self.svg_ = Svg(width, height)
        self.box = (left, 8, width - left - 8, height - bottom - 8)
        self.x_range, self.y_range = x_range, y_range

    def x(self, value):
        return self.box[0] + (value - self.x_range[0]) / (self.x_range[1] - self.x_range[0]) * self.box[2]

    def y(self, value):
        return self.box[1] + self.box[3] - (value - self.y_range[0]) / (self.y_range[1] - self.y_range[0]) * self.box[3]

    def axes(self, x_ticks, y_ticks, x_name, y_name):
        s, (left, top, width, height) = self.svg_, self.box
        s.path(f'M{left} {top}V{top + height}H{left + width}', 'line')
        for tick in x_ticks:
            s.path(f'M{self.x(tick):.1f} {top + height}v4', 'line')
            s.text(self.x(tick), top + height + 17, f'{tick:g}', 12)
        for tick in y_ticks:
            s.path(f'M{left} {self.y(tick):.1f}h-4', 'line')
            s.text(left - 7, self.y(tick) + 4, f'{tick:g}', 12, 'end')
        s.text(left + width, top + height - 6, x_name, 13, 'end', 'bold')
        s.text(left + 6, top + 12, y_name, 13, 'start', 'bold')

    def curve(self, function, start, end, kind='strong', steps=80):
        points = [start + (end - start) * n / steps for n in range(steps + 1)]
        self.svg_.path('M' + 'L'.join(f'{self.x(p):.1f} {self.y(function(p)):.1f}' for p in points), kind)


def draw_cross_entropy(language):
    import math
    plot = Plot(330, 220, (0, 1), (0, 5))
    plot.axes([0, .25, .5, .75, 1], [0, 1, 2, 3, 4, 5], 'p', '-log p')
    plot.curve(lambda p: -math.log(p), math.exp(-5), 1)
    p = math.exp(1) / (math.exp(2) + math.exp(1) + 1)
    plot.svg_.circle(plot.x(p), plot.y(-math.log(p)), 5, 'dot warm')
    plot.svg_.text(plot.x(p) + 10, plot.y(-math.log(p)) - 4, f'{p:.4f}: {-math.log(p):.4f}', 12.5, 'start')
    return plot.svg_.svg()


# ---- exercise 21 ----
BACK_POOL_X = [[1, 9, 2], [0, 3, 4]]
BACK_POOL_DY = [[5, 7]]


def draw_pooling_back(language):
    s = Svg(346, 130)
    dx = [[0] * 3 for _ in range(2)]
    for c in range(2):
        places = [(i, c + j) for i in range(2) for j in range(2)]
        row, column = max(places, key=lambda place: BACK_POOL_X[place[0]][place[1]])
        dx[row][column] += BACK_POOL_DY[0][c]
    s.text(52, 16, 'x', 14, weight='bold')
    s.grid(1, 24, BACK_POOL_X, {(0, 1): 'a'})
    s.parts.append('<rect x="3" y="26" width="64" height="64" class="strong"/><rect x="37" y="28" width="64" height="60" class="warm"/>')
    s.text(158, 16, 'dy', 14, weight='bold')
    s.grid(124, 40, BACK_POOL_DY)
    s.arrow(198, 57, 230, 57)
    s.text(292, 16, 'dx', 14, weight='bold')
    s.grid(240, 24, dx, {(0, 1): 'a'})
    return s.svg()


# ---- exercise 23 ----
def draw_stamp_back(language):
    s, dx = Svg(346, 320), [[0] * 3 for _ in range(3)]
    top = 22
    for n, (r, c) in enumerate([(0, 0), (1, 1)]):
        stamped = [[''] * 3 for _ in range(3)]
        kinds = {}
        for i in range(2):
            for j in range(2):
                stamped[r + i][c + j] = E_DY[r][c] * E_W[i][j]
                dx[r + i][c + j] += E_DY[r][c] * E_W[i][j]
                kinds[(r + i, c + j)] = 'ab'[n]
        left = 30 + n * 184
        s.text(left + 51, top - 7, f'dy[{r}][{c}] = {E_DY[r][c]}', 14, weight='bold')
        s.grid(left, top, stamped, kinds)
    s.text(174, top + 57, '+', 20, weight='bold')
    s.arrow(174, top + 112, 174, top + 146)
    kinds = {(0, 0): 'a', (0, 1): 'a', (1, 0): 'a', (1, 1): 'c', (1, 2): 'b', (2, 1): 'b', (2, 2): 'b'}
    s.text(108, top + 220, 'dx', 15, 'end', 'bold')
    s.grid(123, top + 164, dx, kinds)
    return s.svg()


# ---- exercise 26 ----
STOPPING = [.30, .25, .27, .28]
