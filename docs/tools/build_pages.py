#!/usr/bin/python3
"""Turns docs/walkthrough/LANGUAGE/*.md into pages for Doxygen.

    build_pages.py BUILD

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

import drawings
from site_parts import strip_of_the_network
from site_data import (DOCS, LANGUAGES, PLACES, WORDS, Values, calculate, load_glossary, load_pages, read, stop, term_anchor)


def raw(text):
    """HTML that Doxygen passes through."""
    return f'\n\\htmlonly[block]\n{text}\n\\endhtmlonly\n'


class Builder:
    def __init__(self, build):
        self.build = build
        self.pages = load_pages()
        self.by_slug = {page.slug: page for page in self.pages}
        self.glossary = load_glossary()
        self.values = Values([f'{DOCS}/captured'])
        self.exercises = load_exercises()
        self.questions = load_questions()
        os.makedirs(f'{build}/docs/figures', exist_ok=True)

    # ---- one page ----
    def page(self, page, language):
        self.language, self.source = language, page.source(language)
        self.words = WORDS[language]
        self.line_number = 0
        self.met = set()
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
        fenced = False
        for self.line_number, line in body:
            if line.startswith('```'):
                fenced = not fenced
            if line.startswith('\\snippet ') and not fenced:
                out.append(self.snippet(line))
            elif fenced or line.startswith('```'):
                out.append(line)
            elif line.startswith('@@'):
                out.append(self.mark(line, body))
            else:
                out.append(self.inline(line))
        return '\n'.join(out)

    def stop(self, message):
        stop(f'{self.source}:{self.line_number}: {message}')

    def snippet(self, line):
        """Doxygen's own command; where a page turns to another file, its name stands above."""
        file = line.split()[1]
        path = next((f'chapters/{folder}{file}' for folder in ('', '8-2/', '8-3/', 'tools/') if os.path.exists(f'chapters/{folder}{file}')), None)
        if not path:
            self.stop(f'no program {file}')
        if file == self.file_shown:
            return line
        self.file_shown = file
        return raw(f'<p class="caption"><code>{path}</code></p>') + line

    # ---- marks on a line of their own ----
    def mark(self, line, body):
        name, _, rest = line[2:].partition(' ')
        rest = rest.strip()
        if name in ('guess', 'mistake', 'number'):
            label = self.words[name]
            return raw(f'<div class="box {name}">') + f'\n<span class="label">{label}</span> {self.inline(rest)}'
        if name == 'end':
            return raw('</div>')
        known = {'output': self.output, 'figure': self.figure, 'draw': self.draw, 'function': self.function,
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
        """@@figure 8-2/04_loss | caption: the reader's own figure when it was drawn, else the captured one."""
        name, _, caption = (text.strip() for text in rest.partition('|'))
        for folder in (f'{self.build}/figures', f'{DOCS}/captured/figures'):
            if os.path.exists(f'{folder}/{name}.png'):
                break
        else:
            self.stop(f'no figure {name}.png')
        target = f'{self.build}/docs/figures/{name}'
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(f'{folder}/{name}.png', f'{target}.png')
        image = f'../figures/{name}.png'
        size = png_size(f'{folder}/{name}.png')
        full, whole = image, ''
        alt = html.escape(re.sub(r'[`*]', '', caption), quote=True)
        narrow = f'{folder}/{name}_narrow.png'
        picture = f'<img src="{image}" alt="{alt}" width="{size[0]}" height="{size[1]}" loading="lazy">'
        if os.path.exists(narrow):
            shutil.copyfile(narrow, f'{target}_narrow.png')
            picture = (f'<picture><source media="(max-width: 599px)" srcset="../figures/{name}_narrow.png">{picture}</picture>')
        return raw(f'<figure><a href="{full}" title="{self.words["full"]}">{picture}</a>'
                   f'<figcaption>{self.html_inline(caption)}{whole}</figcaption></figure>')

    def draw(self, rest):
        """@@draw NAME | caption: a drawing computed by drawings.py."""
        name, _, caption = (text.strip() for text in rest.partition('|'))
        if not caption:
            self.stop('a drawing needs a caption: @@draw NAME | caption')
        if not hasattr(drawings, 'draw_' + name):
            self.stop(f'no drawing {name} in drawings.py')
        alt = html.escape(re.sub(r'[`*]', '', caption), quote=True)
        svg = getattr(drawings, 'draw_' + name)(self.language).replace('<svg ', f'<svg role="img" aria-label="{alt}" ', 1)
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

    def exercise(self, rest):
        """@@exercise NN ...: the exercises of this page."""
        boxes = []
        for number in rest.split():
            entry = self.exercises.get(number)
            if self.exercises and not entry:
                self.stop(f'no exercise {number}')
            name = f' {entry["name"]}' if entry else ''
            task = f'<pre tabindex="0">{html.escape(entry["task"])}</pre>' if entry and entry['task'] else ''
            file = f'<br><code>{entry["path"]}</code>' if entry else ''
            if entry and entry['minutes']:
                file = f', {self.words["minutes"].format(entry["minutes"])}{file}'
            stuck = self.words['hint'].format(f'<code>make hint-{number}</code>')
            boxes.append(f'<div class="box exercise"><p><span class="label">{self.words["exercise"]} {number}{name}</span>{file}</p>'
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
        for key, term in self.glossary.items():
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
            out += [f'<li><a href="{page.slug}.html">{html.escape(page.title[self.language])}</a></li>' for page in pages]
            out.append('</ul>')
        return raw('\n'.join(out))

    # ---- marks within a line ----
    def inline(self, line):
        line = re.sub(r'\{\{(.+?)\}\}', lambda match: self.value(match[1]), line)
        line = re.sub(r'\[\[(.+?)\]\]', lambda match: self.term(match[1]), line)
        # doxygen sees no **bold** that begins or ends with code, and takes a ' within `code` for its end
        # unless there are two backticks on each side
        codes = re.findall(r'`[^`]*`', line)
        line = re.sub(r'\*\*(.+?)\*\*', r'<strong>\1</strong>', re.sub(r'`[^`]*`', '`', line))
        if self.language == 'ko' and not line.startswith('#'):
            line = korean_joints(line)
        codes = iter(f'`{code}`' if "'" in code else code for code in codes)
        return re.sub('`', lambda match: next(codes, '`'), line)

    def html_inline(self, text):
        """The little Markdown of a caption as HTML."""
        text = html.escape(self.inline(text).replace('\\%', '%'), quote=False)
        text = re.sub(r'(`+)(.+?)\1', r'<code>\2</code>', text)
        text = re.sub(r'&lt;(/?(?:a|span|em|strong)\b.*?)&gt;', lambda match: f'<{match[1]}>', text)
        return re.sub(r'\*(.+?)\*', r'<em>\1</em>', text)

    def value(self, inside):
        if inside.startswith('page:'):
            slug, _, text = inside[5:].partition('|')
            if slug not in self.by_slug:
                self.stop(f'no page {slug}')
            title = text or self.by_slug[slug].title.get(self.language, slug)
            title = html.escape(title)
            if self.language not in self.by_slug[slug].title:
                return title
            return f'<a href="{slug}.html">{title}</a>'
        if inside.startswith('='):
            # {{= 1*4 + 2*1}} shows the sum and its value; {{=.4f exp(1)}} the format; {{=: ...}} the value alone
            match = re.fullmatch(r'=(:?)(,|,?\.\d+[fge%])?\s+(.+)', inside)
            if not match:
                self.stop(f'not arithmetic: {inside}')
            value = calculate(self.with_values(match[3]))
            if isinstance(value, float) and value.is_integer() and match[2] in (None, ','):  # 48000/32 is 1,500 and not 1,500.0
                value = int(value)
            text = format(value, match[2] or ('.10g' if isinstance(value, float) else 'd'))
            return text if match[1] else f'{match[3].replace("*", "×")} = {text}'
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
    """number -> name, path, and the formula and worked example of the comment in the file that the reader edits."""
    found = {}
    for folder in ('8-2', '8-3', 'speed'):
        base = f'exercises/{folder}'
        for file in sorted(os.listdir(base)) if os.path.isdir(base) else []:
            match = re.fullmatch(r'(\d\d)_(\w+)\.c', file)
            if match:
                comment = re.search(r'/\*\n(.*?)\n \*/', read(f'{base}/{file}'), re.S)[1].split('\n')
                shown = [line[3:] for line in comment if line.startswith(' *     ') or line == ' *']
                task = textwrap.dedent(re.sub(r'\n{3,}', '\n\n', '\n'.join(shown)).strip('\n'))
                minutes = re.search(r'\((\d+) min', comment[0])
                found[match[1]] = {'name': match[2], 'path': f'{base}/{file}', 'task': task,
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


def main():
    build = sys.argv[1]
    builder = Builder(build)
    for language in LANGUAGES:
        folder = f'{build}/docs/pages/{language}'
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for page in builder.pages:
            if language in page.title:
                with open(f'{folder}/{page.slug}.md', 'w', encoding='utf-8') as file:
                    file.write(builder.page(page, language))
    unused = set(builder.values.found) - builder.values.used
    if unused:
        stop(f'docs/values.tsv: on no page: {", ".join(sorted(unused))}')


if __name__ == '__main__':
    main()
