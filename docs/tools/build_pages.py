#!/usr/bin/python3
"""Turns docs/walkthrough/LANGUAGE/*.md into pages for Doxygen.

    build_pages.py BUILD [RUN]

The walkthrough's own marks (docs/CONVENTIONS.md) become Markdown and HTML: captured
outputs, figures, numbers, exercises, terms. Whatever a page names and is not there ends
the run with file and line. Writes BUILD/docs/pages/{en,ko}/*.md and copies the figures.
"""
import html
import os
import re
import shutil
import sys
import textwrap

import circuits
import drawings
import pictures
import your_run
from site_parts import strip_of_the_network
from site_data import (DOCS, LANGUAGES, PLACES, WORDS, Values, calculate, load_glossary, load_pages, read, stop, term_anchor)

# a larger SVG is slower to draw than its picture of pixels
LARGEST_SVG = 250_000


def raw(text):
    """HTML that Doxygen passes through."""
    return f'\n\\htmlonly[block]\n{text}\n\\endhtmlonly\n'


class Builder:
    def __init__(self, build, own='build'):
        self.build, self.own = build, own
        self.pages = load_pages()
        self.by_slug = {page.slug: page for page in self.pages}
        self.glossary = load_glossary()
        self.values = Values([f'{DOCS}/captured'])
        self.exercises = load_exercises()
        self.questions = load_questions()
        self.figure_words = load_figure_words()
        os.makedirs(f'{build}/docs/figures', exist_ok=True)

    # ---- one page ----
    def page(self, page, language):
        self.language, self.source = language, page.source(language)
        self.words = WORDS[language]
        self.line_number = 0
        self.met, self.open_boxes = set(), []
        self.file_shown = None
        lines = read(self.source).split('\n')
        # doxygen knows its main page by the file and wants no label there
        out = [lines[0].replace(' {#index}', ''), '']
        if page.places:
            out.append(raw(strip_of_the_network(page, language)))
        about = [self.words['minutes'].format(page.minutes)]
        if page.book != '-':
            about.append(self.words['book'].format(page.book))
        if page.slug != 'index':
            out.append(raw(f'<p class="about">{", ".join(about)}</p>'))
        body = iter(enumerate(lines[1:], 2))
        fenced, anchors = False, iter(self.anchors(page))
        for self.line_number, line in body:
            if line.startswith('```'):
                fenced = not fenced
            if line.startswith('\\snippet ') and not fenced:
                out.append(self.snippet(line))
            elif line.startswith('## ') and not fenced:
                out.append(f'{self.inline(line)} {{#{next(anchors, "")}}}')
            elif fenced or line.startswith('```'):
                out.append(line)
            elif line.startswith('@@'):
                out.append(self.mark(line, body))
            else:
                out.append(self.inline(line))
        return '\n'.join(out)

    def anchors(self, page):
        """The names of the page's sections, from the English titles: the same in both languages."""
        return section_anchors(page.slug)

    def stop(self, message):
        stop(f'{self.source}:{self.line_number}: {message}')

    def snippet(self, line):
        """Doxygen's own command; where a page turns to another file, its name stands above."""
        file = line.split()[1]
        path = self.program(file)
        if file == self.file_shown:
            return line
        self.file_shown = file
        return raw(f'<p class="caption"><code>{path}</code></p>') + line

    def program(self, file):
        path = next((f'chapters/{folder}{file}' for folder in ('', '8-2/', '8-3/', 'tools/') if os.path.exists(f'chapters/{folder}{file}')), None)
        return path or self.stop(f'no program {file}')

    def more(self, rest):
        """@@more FILE ID: a snippet that is folded, since it is not what the page is about."""
        file, _, name = rest.partition(' ')
        path = self.program(file)
        parts = re.split(r'^\s*// (?:\[[^\]]+\] ?)*\[' + re.escape(name) + r'\].*\n', read(path), flags=re.M)
        if len(parts) != 3:
            self.stop(f'{path} has no snippet {name}')
        count = sum(1 for line in parts[1].split('\n') if line.strip())
        summary = self.words['more'].format(count, f'<code>{path}</code>')
        return (raw(f'<details class="code"><summary>{summary}</summary>') + f'\\snippet {rest}\n' + raw('</details>'))

    # ---- marks on a line of their own ----
    def mark(self, line, body):
        name, _, rest = line[2:].partition(' ')
        rest = rest.strip()
        if name in ('guess', 'mistake', 'number'):
            label = self.words[name]
            self.open_boxes.append('</div>')
            return raw(f'<div class="box {name}">') + f'\n<span class="label">{label}</span> {self.inline(rest)}'
        if name == 'answer':
            self.open_boxes.append('</details>')
            summary = self.html_inline(rest) if rest else self.words['answer']
            return raw(f'<details class="answer"><summary>{summary}</summary>')
        if name == 'end':
            if not self.open_boxes:
                self.stop('@@end without a box')
            return raw(self.open_boxes.pop())
        known = {'more': self.more, 'solution': self.solution, 'run': self.your_run, 'table': self.table,
                 'output': self.output, 'figure': self.figure, 'draw': self.draw, 'function': self.function,
                 'exercise': self.exercise, 'reading': self.reading, 'glossary': self.glossary_table, 'contents': self.contents}
        if name not in known:
            self.stop(f'unknown mark @@{name}')
        return known[name](rest)

    def output(self, rest):
        """@@output PROGRAM [FIRST-LAST | /regular expression/]: captured output, whole or the lines asked for."""
        name, _, part = rest.partition(' ')
        path = f'{DOCS}/captured/{name}.txt'
        if not os.path.exists(path):
            self.stop(f'no captured output {path}')
        text = read(path).rstrip('\n')
        lines = text.split('\n')
        match = re.fullmatch(r'(\d+)-(\d+)', part)
        if match:
            if int(match[2]) > len(lines):
                self.stop(f'{path} has {len(lines)} lines')
            lines = lines[int(match[1]) - 1:int(match[2])]
        elif part:
            lines = [line for line in lines if re.search(part.strip('/'), line)]
            if not lines:
                self.stop(f'{path} holds nothing like {part}')
        caption = self.words['output'].format(html.escape(name))
        long = ' long' if max(map(len, lines)) > 110 else ''  # Keras's line of an epoch
        return raw(f'<p class="caption">{caption}</p>\n<pre class="output{long}" tabindex="0">'
                   + html.escape('\n'.join(lines)) + '</pre>')

    def figure(self, rest):
        """@@figure 8-2/04_loss | caption | description: a figure of the captured run, as SVG where that is small."""
        name, caption, alt = ([text.strip() for text in rest.split('|')] + ['', ''])[:3]
        return raw(self.figure_html(f'{DOCS}/captured/figures', name, caption, alt))

    def figure_html(self, folder, name, caption, alt='', target=''):
        if not os.path.exists(f'{folder}/{name}.png'):
            self.stop(f'no figure {folder}/{name}.png')
        place = f'{target}{name}'
        copy = f'{self.build}/docs/figures/{place}'
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        if os.path.exists(f'{folder}/{name}.svg') and os.path.getsize(f'{folder}/{name}.svg') <= LARGEST_SVG:
            text = read(f'{folder}/{name}.svg')
            width, height = (float(re.search(rf'<svg[^>]*?\b{side}="([\d.]+)', text)[1]) for side in ('width', 'height'))
            file = f'{place}.svg' if self.language == 'en' else f'{place}_{self.language}.svg'
            with open(f'{self.build}/docs/figures/{file}', 'w', encoding='utf-8') as out:
                out.write(text if self.language == 'en' else translate_svg(text, self.figure_words))
        else:
            # a PNG has two pixels for each of the page's
            (width, height), file = png_size(f'{folder}/{name}.png'), f'{place}.png'
            width, height = width / 2, height / 2
            shutil.copyfile(f'{folder}/{name}.png', f'{self.build}/docs/figures/{file}')
        image = f'../figures/{file}'
        alt = html.escape(re.sub(r'[`*]', '', alt) or self.words['figure'].format(name.split('/')[-1]), quote=True)
        wide = ' class="wide"' if width > 700 else ''
        return (f'<figure{wide}><a href="{image}" title="{self.words["full"]}"><img src="{image}" alt="{alt}" width="{width:.0f}" '
                f'height="{height:.0f}" loading="lazy"></a><figcaption>{self.html_inline(caption)}</figcaption></figure>')

    def draw(self, rest):
        """@@draw NAME | caption: a drawing computed by drawings.py."""
        name, _, caption = (text.strip() for text in rest.partition('|'))
        if not caption:
            self.stop('a drawing needs a caption: @@draw NAME | caption')
        drawn = next((getattr(module, 'draw_' + name) for module in (drawings, circuits, pictures) if hasattr(module, 'draw_' + name)), None)
        if not drawn:
            self.stop(f'no drawing {name} in drawings.py, circuits.py or pictures.py')
        alt = html.escape(re.sub(r'[`*]', '', caption), quote=True)
        svg = drawn(self.language).replace('<svg ', f'<svg role="img" aria-label="{alt}" ', 1)
        return raw(f'<figure class="drawing"><div class="scroll" tabindex="0">{svg}</div>'
                   f'<figcaption>{self.html_inline(caption)}</figcaption></figure>')

    def function(self, rest):
        """@@function FILE NAME: a function of the library as it stands there, with the comment over it."""
        path, name = rest.split()
        if not os.path.exists(path):
            self.stop(f'no file {path}')
        text = find_function(read(path), name)
        if not text:
            self.stop(f'{path} has no function {name}')
        link = f'<code>{html.escape(path)}</code>'
        return raw(f'<p class="caption">{link}</p>') + '```{.c}\n' + text + '\n```\n'

    def solution(self, rest):
        """@@solution FILE NAME: the library's function behind an exercise, folded until the reader's own passes."""
        path, name = rest.split()
        summary = self.words['solution'].format(f'<code>{name}</code>')
        return raw(f'<details class="code"><summary>{summary}</summary>') + self.function(rest) + raw('</details>')

    def table(self, rest):
        """@@table NAME: a captured table of docs/captured/NAME.tsv, its first line the heading."""
        rows = [line.split('\t') for line in read(f'{DOCS}/captured/{rest}.tsv').rstrip('\n').split('\n')]
        return '\n' + '\n'.join('| ' + ' | '.join(row) + ' |' + ('\n|' + '---|' * len(row) if n == 0 else '') for n, row in enumerate(rows)) + '\n'

    def your_run(self, rest):
        """@@run: what the reader's own run gave, beside the captured one."""
        return raw(your_run.page(self, self.own))

    def exercise(self, rest):
        """@@exercise NN ...: the exercises of this page."""
        boxes = []
        for number in rest.split():
            entry = self.exercises.get(number)
            if self.exercises and not entry:
                self.stop(f'no exercise {number}')
            name = f' {entry["name"]}' if entry else ''
            task = f'<pre tabindex="0">{html.escape(entry["task"])}</pre>' if entry and entry['task'] else ''
            if entry and entry['asked'][self.language]:
                asked = re.sub(r'(?<=\w) ?\* ?(?=\w)', '·', entry['asked'][self.language])
                task = f'<p>{html.escape(asked)}</p>{task}'
            file = f'<br><code>{entry["path"]}</code>' if entry else ''
            if entry and entry['minutes']:
                file = f', {self.words["minutes"].format(entry["minutes"])}{file}'
            stuck = self.words['hint'].format(f'<code>make hint-{number}</code>')
            boxes.append(f'<div class="box exercise" data-exercise="{number}"><p><span class="label">{self.words["exercise"]} {number}{name}</span>{file}</p>'
                         f'{task}<p><code>make check-{number}</code>{stuck}</p></div>')
        return raw('\n'.join(boxes))

    def reading(self, rest):
        """@@reading KEY ...: questions of exercises/answers.txt, in the page's language."""
        boxes = []
        for key in rest.split():
            question = self.questions.get(key)
            if self.questions and not question:
                self.stop(f'no question {key} in exercises/answers.txt')
            text = html.escape(question[self.language]) if question else key
            boxes.append(f'<div class="box reading"><p><span class="label">{self.words["reading"]}.</span> {text}<br>'
                         f'<code>exercises/answers.txt</code>: <code>{key}</code></p></div>')
        return raw('\n'.join(boxes))

    def glossary_table(self, rest):
        rows = []
        for key, term in sorted(self.glossary.items(), key=lambda item: item[1][self.language].lower()):
            first, second = (('en', 'ko') if self.language == 'en' else ('ko', 'en'))
            name = f'<span lang="{second}">{html.escape(term[second])}</span>'
            page = self.by_slug.get(term['page'])
            where = f' <a href="{page.slug}.html">{html.escape(page.title.get(self.language, page.slug))}</a>' if page else ''
            rows.append(f'<dt id="{term_anchor(key)}">{html.escape(term[first])} ({name})</dt>'
                        f'<dd>{html.escape(term[self.language + "_text"])}{where}</dd>')
        return raw('<dl class="glossary">' + '\n'.join(rows) + '</dl>')

    def contents(self, rest):
        """@@contents: all pages by part."""
        parts = []
        for page in self.pages:
            if self.language not in page.title:
                continue
            if not parts or parts[-1][0] != page.part[self.language]:
                parts.append((page.part[self.language], []))
            parts[-1][1].append(page)
        out = []
        for part, pages in parts:
            out.append(f'<h3>{html.escape(part)}</h3><ul>')
            out += [f'<li><a href="{page.slug}.html">{html.escape(page.title[self.language])}</a> <small>{self.words["minutes"].format(page.minutes)}</small></li>' for page in pages]
            out.append('</ul>')
        return raw('\n'.join(out))

    # ---- marks within a line ----
    def inline(self, line):
        line = re.sub(r'\{\{(.+?)\}\}', lambda match: self.value(match[1]), line)
        line = re.sub(r'\[\[(.+?)\]\]', lambda match: self.term(match[1]), line)
        # doxygen sees no **bold** that begins or ends with code, and takes a ' within `code` for its end
        # unless there are two backticks on each side
        codes = re.findall(r'`[^`]*`', line)
        if not line.startswith(('#', '\\f[', '|--')):
            line = '`'.join(set_letters(part) for part in re.split(r'`[^`]*`', line))
            line = re.sub('`', lambda match, every=iter(codes): next(every), line)
        line = re.sub(r'\*\*(.+?)\*\*', r'<strong>\1</strong>', re.sub(r'`[^`]*`', '`', line))
        # doxygen sees no end of *emphasis* behind a tag
        line = re.sub(r'(?<![*\w])\*(?=\S)([^*]*class="var"[^*]*)\*', r'<em>\1</em>', line)
        if self.language == 'ko' and not line.startswith('#'):
            line = korean_joints(line)
        codes = iter(f'`{code}`' if "'" in code else code for code in codes)
        return re.sub('`', lambda match: next(codes, '`'), line)

    def html_inline(self, text):
        """The little Markdown of a caption as HTML."""
        text = html.escape(self.inline(text).replace('\\%', '%'), quote=False)
        text = re.sub(r'(`+)(.+?)\1', r'<code>\2</code>', text)
        text = re.sub(r'&lt;(/?(?:a|span|em|strong|var)\b.*?)&gt;', lambda match: f'<{match[1]}>', text)
        return re.sub(r'\*(.+?)\*', r'<em>\1</em>', text)

    def value(self, inside):
        if inside.startswith('page:'):
            slug, _, text = inside[5:].partition('|')
            slug, _, section = slug.partition('#')
            if slug not in self.by_slug:
                self.stop(f'no page {slug}')
            if section and f'{slug}_{section}' not in section_anchors(slug):
                self.stop(f'{slug} has no section {section}: {section_anchors(slug)}')
            title = text or self.by_slug[slug].title.get(self.language, slug)
            title = html.escape(title)
            if self.language not in self.by_slug[slug].title:
                return title
            section = f'#{slug}_{section}' if section else ''
            return f'<a href="{slug}.html{section}">{title}</a>'
        if inside.startswith('='):
            # {{= 1*4 + 2*1}} shows the sum and its value; {{=.4f exp(1)}} the format; {{=: ...}} the value alone
            match = re.fullmatch(r'=(:?)(,|,?\.\d+[fge%])?\s+(.+)', inside)
            if not match:
                self.stop(f'not arithmetic: {inside}')
            value = calculate(self.with_values(match[3]))
            if isinstance(value, float) and value.is_integer() and match[2] in (None, ','):  # 48000/32 is 1,500 and not 1,500.0
                value = int(value)
            text = format(value, match[2] or ('.10g' if isinstance(value, float) else 'd'))
            return text.replace('-', '−') if match[1] else f'{match[3].replace("*", "×")} = {text}'.replace('-', '−')
        key, _, form = inside.partition(':')
        if key not in self.values.found:
            self.stop(f'no value {key} in docs/values.tsv')
        return self.values.text(key, form)

    def with_values(self, expression):
        """The names of values replaced by their numbers."""
        def number(match):
            if match[0] not in self.values.found:
                return match[0]
            self.values.used.add(match[0])
            return self.values.found[match[0]].replace(',', '')
        return re.sub(r'[a-z][a-z_0-9]*', number, expression)

    def term(self, inside):
        """[[term]] or [[term|as it stands in the sentence]]: with the other language's term where it comes first on the page."""
        key, _, text = inside.partition('|')
        if key not in self.glossary:
            self.stop(f'no term {key} in docs/glossary.tsv')
        term = self.glossary[key]
        text = text or term[self.language]
        if key in self.met:
            return text
        self.met.add(key)
        other = 'ko' if self.language == 'en' else 'en'
        gap = '' if self.language == 'ko' else ' '  # Korean sets no space before the bracket
        return f'<a class="term" href="glossary.html#{term_anchor(key)}">{text}</a>{gap}(<span lang="{other}">{term[other]}</span>)'


def section_anchors(slug):
    """The anchors of a page's sections, made from the English titles."""
    names, fenced = [], False
    for line in read(f'{DOCS}/walkthrough/en/{slug}.md').split('\n'):
        if line.startswith('```'):
            fenced = not fenced
        elif line.startswith('## ') and not fenced:
            name = re.sub(r'[^a-z0-9]+', '_', re.sub(r'\{\{.*?\}\}', '', line[3:]).lower()).strip('_')
            names.append(f'{slug}_{name}' + (f'_{names.count(name)}' if f'{slug}_{name}' in names else ''))
    return names


def translate_svg(text, words):
    """The words of a figure in Korean: docs/figure_words.tsv."""
    def word(match):
        plain = html.unescape(match[2])
        for pattern, korean in words:
            if pattern.fullmatch(plain):
                return match[1] + html.escape(pattern.sub(korean, plain), quote=False) + match[3]
        return match[0]
    text = re.sub(r'(<text[^>]*>)([^<]+)(</text>)', word, text)
    text = re.sub(r'(<tspan[^>]*>)([^<]+)(</tspan>)', word, text)
    return text.replace("font-family=\"DejaVu Sans\"", "font-family=\"DejaVu Sans, NanumGothic, Noto Sans CJK KR, Malgun Gothic, sans-serif\"")


def load_figure_words(path=f'{DOCS}/figure_words.tsv'):
    """(regular expression, Korean) for each line of the table."""
    pairs = []
    for line in read(path).splitlines():
        if line and not line.startswith('#'):
            english, korean = line.split('\t')
            pairs.append((re.compile(english), korean))
    return pairs


# the letters of the code where they stand in a sentence: single ones, and dx, dw and so on; not C, the language
LETTERS = re.compile(r"(?<![\w'’.\\/<&=-])(dx|dy|dw|db|dz|wx|[b-df-np-rt-zBD-HK-NP-SU-Z])(?![A-Za-z0-9_'’]|-(?=\w))")


def set_letters(text):
    """Variables in one face, true minus signs, and a zero before a decimal point."""
    parts = re.split(r'(\\f\$.*?\\f\$|<[^>]*>|\]\([^)]*\))', text)  # not within formulas, tags and links
    for n in range(0, len(parts), 2):
        part = parts[n]
        part = re.sub(r'(?<![\d\w.…])\.(\d)', r'0.\1', part)
        part = re.sub(r'(?<![\w-])-(?=\d)', '−', part)
        part = re.sub(r'(?<=[\w\])]) - (?=[\w(−])', ' − ', part)
        parts[n] = LETTERS.sub(r'<span class="var">\1</span>', part)  # doxygen makes em of var; finish_site.py makes var of this
    return ''.join(parts)


def korean_joints(line):
    """A line of Korean, where particles follow without a space, for doxygen and for the browser; ` stands for code."""
    # doxygen sees no end of *emphasis* before a letter, and takes a % before one for a mark of its own
    line = re.sub(r'(?<![*\w])\*([^*\s][^*]*)\*(?=[가-힣])', r'<em>\1</em>', line)
    # a particle stays on the line of the bracket, the code or the sign it belongs to
    return re.sub(r'([)\]%`])(?=[가-힣])', '\\1\u2060', line).replace('%\u2060', '\\%\u2060')


def find_function(text, name):
    """The definition of a function at the left margin, with the comment right above it; None when there is none."""
    lines = text.split('\n')
    for start, line in enumerate(lines):
        if not re.match(r'[A-Za-z][^;={}]*\b' + name + r'\(', line):
            continue
        end = start
        while '{' not in lines[end] and ';' not in lines[end]:
            end += 1
        if '{' not in lines[end]:
            continue
        while not (lines[end].rstrip().endswith('}') and (lines[end][0] == '}' or end == start)):
            end += 1
        while start > 0 and re.match(r'/\*| \*|//', lines[start - 1]):
            start -= 1
        return '\n'.join(lines[start:end + 1])
    return None


def png_size(path):
    with open(path, 'rb') as file:
        head = file.read(24)
    return int.from_bytes(head[16:20], 'big'), int.from_bytes(head[20:24], 'big')


def load_exercises():
    """number -> name, path, and the formula and worked example of the comment at the head of its file; from
    the solution, which has the same head, as readers may delete it in theirs."""
    found = {}
    for folder in ('8-2', '8-3', 'speed'):
        base = f'exercises/{folder}'
        for file in sorted(os.listdir(base)) if os.path.isdir(base) else []:
            match = re.fullmatch(r'(\d\d)_(\w+)\.c', file)
            if match:
                comment = re.search(r'/\*\n(.*?)\n \*/', read(f'exercises/solutions/{file}'), re.S)[1].split('\n')
                shown = [line[3:] for line in comment if line.startswith(' *     ') or line == ' *']
                task = textwrap.dedent(re.sub(r'\n{3,}', '\n\n', '\n'.join(shown)).strip('\n'))
                minutes = re.search(r'\((\d+) min', comment[0])
                # what is asked stands in both languages: lines with Hangul are the Korean ones
                said = [line[3:] for line in comment[1:] if not line.startswith(' *     ') and line.strip(' *')]
                asked = {'ko': ' '.join(line for line in said if re.search('[가-힣]', line)), 'en': ' '.join(line for line in said if not re.search('[가-힣]', line))}
                found[match[1]] = {'name': match[2], 'path': f'{base}/{file}', 'task': task, 'asked': asked,
                                   'minutes': minutes[1] if minutes else ''}
    return found


def load_questions(path='exercises/answers.txt'):
    """key -> the question in both languages: the comment above `key =`, lines with Hangul being Korean."""
    questions, comment = {}, []
    for line in read(path).splitlines() if os.path.exists(path) else []:
        match = re.match(r'(\w+) *=', line)
        if line.startswith('#'):
            comment.append(line[1:].strip())
        elif match:
            # the Korean question begins at the first line with Hangul
            first = next((i for i, text in enumerate(comment) if re.search('[\uac00-\ud7a3]', text)), len(comment))
            questions[match[1]] = {'en': ' '.join(comment[:first]), 'ko': ' '.join(comment[first:])}
        else:
            comment = []
    return questions


def build(folder, own='build'):
    """All pages of both languages in `folder`; `own` is where the reader's own run lies."""
    builder = Builder(folder, own)
    for language in LANGUAGES:
        target = f'{folder}/docs/pages/{language}'
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        for page in builder.pages:
            if language in page.title:
                with open(f'{target}/{page.slug}.md', 'w', encoding='utf-8') as file:
                    file.write(builder.page(page, language))
    unused = set(builder.values.found) - builder.values.used
    if unused:
        stop(f'docs/values.tsv: on no page: {", ".join(sorted(unused))}')


if __name__ == '__main__':
    build(*sys.argv[1:])
