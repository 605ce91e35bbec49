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
