#!/usr/bin/python3
"""Finishes what Doxygen wrote: navigation, headings, scroll boxes, the search index, shared files.

    finish_site.py BUILD
"""
import glob
import html
import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree

from site_data import LANGUAGES, WORDS, load_glossary, load_pages, read
from site_parts import bar, contents_of_page, foot, page_list, previous_and_next

AWESOME = 'docs/site/doxygen-awesome.css'  # 2.1.0, as it came: neither Debian 11 nor Ubuntu 22.04 has a package of it
LUNR = '/usr/share/javascript/lunr/lunr.min.js'
MATHJAX = '/usr/share/javascript/mathjax'
# what the pages' formulas need of MathJax: TeX in, SVG out, no web fonts
MATHJAX_PARTS = ['MathJax.js', 'extensions/tex2jax.js', 'extensions/MathEvents.js', 'extensions/MathZoom.js', 'extensions/AssistiveMML.js',
                 'extensions/toMathML.js', 'extensions/TeX', 'jax/element', 'jax/input/TeX', 'jax/output/SVG']


def finish_page(text, pages, language, name):
    slug = name[:-5]
    known = {page.slug for page in pages}
    text = text.replace('@LANG@', language)
    text = text.replace('@BAR@', bar(language, slug if slug in known else None,
                                         any(page.slug == slug and len(page.title) == 2 for page in pages)))
    text = text.replace('@PREVNEXT@', previous_and_next(pages, language, slug))
    text = text.replace('@FOOT@', foot(language))
    text = text.replace('<html lang', f'<html data-page="{slug}" lang', 1) if slug in known else text
    text = re.sub(r'</div><!-- top -->', lambda match: match[0] + page_list(pages, language, slug), text, count=1)
    title = html.escape(next((page.title[language] for page in pages if page.slug == slug), ''))
    if title:
        text = re.sub(r'<title>.*?</title>', lambda match: f'<title>{title} · convbook</title>', text, count=1)
    else:  # a page of the reference
        text = re.sub(r'<title>(?:convbook: )?(.*?)</title>', lambda match: f'<title>{match[1]} · convbook</title>', text, count=1)
    # one h1 a page, sections below it; doxygen starts a page's sections at h1 or h2
    text = re.sub(r'<div class="title">(.*?)</div>', r'<h1 class="title">\1</h1>', text, flags=re.S)
    levels = sorted({int(level) for level in re.findall(r'<h([1-6])(?! class="title")\b', text)})
    renamed = {level: min(2 + n, 6) for n, level in enumerate(levels)}
    text = re.sub(r'<(/?)h([1-6])\b(?! class="title")', lambda match: match[0] if match[1] else f'<h{renamed[int(match[2])]}', text)
    text = close_headings(text)
    text = re.sub(r'<span class="var">(\w+)</span>', r'<var>\1</var>', text)
    # wide things scroll inside their own box
    text = re.sub(r'<table class="(?:markdownTable|doxtable)">.*?</table>', lambda match: f'<div class="scroll" tabindex="0">{match[0]}</div>', text, flags=re.S)
    text = text.replace('<div class="fragment">', '<div class="fragment" tabindex="0">')
    text = re.sub(r'<p class="formulaDsp">\s*(.*?)\s*</p>', r'<div class="formula" tabindex="0">\1</div>', text, flags=re.S)
    text = re.sub(r'<pre class="fragment">', '<pre class="fragment" tabindex="0">', text)
    text = text.replace('<div class="memproto">', '<div class="memproto" tabindex="0">')
    if '<h1' not in text:  # a list of members has no title of its own
        text = text.replace('<div class="contents">', f'<h1 class="title">{re.search("<title>(.*?)</title>", text)[1]}</h1>\n<div class="contents">', 1)
    # doxygen's path to a file stands outside of everything, and says what the list of files says
    text = re.sub(r'<div id="nav-path".*?</div>', '', text, flags=re.S)
    text = re.sub(r'<div class="summary">.*?</div>', '', text, flags=re.S) if slug in known else text
    if slug in known:
        words = WORDS[language]
        text = text.replace('</main>', '</main>' + contents_of_page(text, words), 1)
        # a section's own link
        text = re.sub(r'(<h2[^>]*><a class="anchor" id="([^"]+)"></a>)(.*?)</h2>',
                      lambda match: f'{match[1]}{match[3].strip()} <a class="here" href="#{match[2]}" aria-label="{words["link"]}">#</a></h2>', text, flags=re.S)
        # what follows the last line of code is no line
        text = re.sub(r'(?:<div class="line">(?:<a [^>]*></a>)?\s*</div>\s*)+</div><!-- fragment -->', '</div><!-- fragment -->', text)
    return text


def close_headings(text):
    """Gives each closing heading tag the level of the one it closes."""
    out, opened, position = [], None, 0
    for match in re.finditer(r'<(/?)h([1-6])\b', text):
        out.append(text[position:match.start()])
        if match[1]:
            out.append(f'</h{opened}')
        else:
            opened = match[2]
            out.append(match[0])
        position = match.end()
    return ''.join(out) + text[position:]


FRAGMENT = re.compile(r'<div class="fragment".*?</div><!-- fragment -->', re.S)


def words_and_code(text):
    """What the search reads of a section: its words, and apart from them its code."""
    text = re.sub(r'<div class="ttc"[^>]*>.*?</div></div>', ' ', text, flags=re.S)  # doxygen's tooltips
    return {'x': plain(FRAGMENT.sub(' ', text)), 'c': plain(' '.join(FRAGMENT.findall(text)))}


def plain(text):
    """The words of a piece of HTML."""
    text = re.sub(r'<script.*?</script>|<svg.*?</svg>|<nav.*?</nav>|<a class="here".*?</a>|<button.*?</button>', ' ', text, flags=re.S)
    text = re.sub(r'</?(?:a|span|em|strong|code|var)\b[^>]*>', '', text)
    return re.sub(r'\s+', ' ', html.unescape(re.sub(r'<[^>]*>', ' ', text))).replace('\u2060', '').strip()


def search_index(build, pages, language):
    """What the search reads: every section of this language's pages with its words, the glossary and the library's symbols."""
    words = {'en': {'symbol': 'reference', 'term': 'glossary'}, 'ko': {'symbol': '라이브러리 참조', 'term': '용어집'}}[language]
    terms = load_glossary()
    entries = []
    for page in pages:
        if language not in page.title:
            continue
        text = read(f'{build}/docs/{language}/{page.slug}.html')
        body = text[text.index('<div class="contents">'):text.index('<nav class="prevnext"')]
        # a term is told on one page: both languages' words lead there
        more = ' '.join([page.slug.replace('_', ' ')] + [f'{term["en"]} {term["ko"]}' for term in terms.values() if term['page'] == page.slug])
        parts = re.split(r'<h2[^>]*><a class="anchor" id="([^"]+)"></a>(.*?)</h2>', body, flags=re.S)
        entries.append({'t': page.title[language], 'w': page.part[language], 'u': f'{page.slug}.html', 'k': more, **words_and_code(parts[0])})
        if page.slug == 'glossary':
            for anchor, term, said in re.findall(r'<dt id="(.*?)">(.*?)</dt><dd>(.*?)</dd>', body, re.S):
                entries.append({'t': plain(term), 'w': words['term'], 'u': f'glossary.html#{anchor}', 'x': plain(said), 's': 2})
            entries[-len(terms) - 1]['x'] = ''
        for anchor, title, section in zip(parts[1::3], parts[2::3], parts[3::3]):
            entries.append({'t': plain(title), 'w': page.title[language], 'u': f'{page.slug}.html#{anchor}', **words_and_code(section)})
    there = '' if language == 'en' else '../en/'
    seen = set()
    for compound in ElementTree.parse(f'{build}/docs/pages/en.tag').getroot():
        kind, name, file = compound.get('kind'), compound.findtext('name'), compound.findtext('filename')
        found = [(name, words['symbol'], file)] if kind == 'struct' else []
        if kind == 'file':
            found = [(member.findtext('name'), f'{words["symbol"]}: {name}', f'{member.findtext("anchorfile")}#{member.findtext("anchor")}')
                     for member in compound.findall('member') if member.get('kind') != 'enumvalue' or member.findtext('anchorfile')]
        for title, where, target in found:
            if (title, target) not in seen:
                seen.add((title, target))
                entries.append({'t': title, 'w': where, 'u': there + target, 's': 1})
    return 'window.searchDocuments = ' + json.dumps(entries, ensure_ascii=False, separators=(',', ':')) + ';\n'


def whole_book(site, pages, language):
    """All pages on one, to print or to search in: sections keep their anchors, links lead within."""
    there = [page for page in pages if language in page.title]
    first = read(f'{site}/{language}/index.html')
    parts = []
    for page in there:
        text = read(f'{site}/{language}/{page.slug}.html')
        body = re.sub(r'</div><!-- contents -->.*', '', text[text.index('<div class="contents">') + len('<div class="contents">'):text.index('<nav class="prevnext"')], flags=re.S)
        # one level down, for the page's own title stands above
        body = re.sub(r'(</?h)([2-5])\b', lambda match: f'{match[1]}{int(match[2]) + 1}', body)
        body = re.sub(r' id="(l\d+|a[0-9a-f]{20,})"', '', body)
        body = re.sub(r'href="(\w+)\.html#', 'href="#', body) if False else body
        known = '|'.join(other.slug for other in there)
        body = re.sub(rf'href="(?:{known})\.html#([^"]+)"', r'href="#\1"', body)
        body = re.sub(rf'href="({known})\.html"', r'href="#page-\1"', body)
        parts.append(f'<section class="leaf" id="page-{page.slug}"><h2 class="leaf">{html.escape(page.title[language])}</h2>{body}</section>')
    head, rest = first.split('<div class="contents">', 1)
    head = re.sub(r'<title>.*?</title>', f'<title>{WORDS[language]["whole"]} · convbook</title>', head)
    head = re.sub(r'(<h1 class="title">).*?(</h1>)', rf'\1{WORDS[language]["whole"]}\2', head, flags=re.S).replace(' aria-current="page"', '').replace('data-page="index" ', '')
    head = re.sub(r'(<a class="switch" href="../\w+/)index', r'\1whole_book', head)
    tail = rest[rest.index('</main>'):]
    tail = re.sub(r'<nav class="on-page".*?</nav>', '', tail, flags=re.S)
    with open(f'{site}/{language}/whole_book.html', 'w', encoding='utf-8') as file:
        file.write(head + '<div class="contents">' + '\n'.join(parts) + '</div>\n' + tail)


def drop_dead_anchors(site, language):
    """Doxygen links to members of unnamed unions and gives them no anchor: such a link leads to the page."""
    names = {}
    for other in LANGUAGES:
        for path in glob.glob(f'{site}/{other}/*.html'):
            names[os.path.abspath(path)] = set(re.findall(r'\b(?:id|name)="([^"]*)"', read(path)))
    for path in glob.glob(f'{site}/{language}/*.html'):
        def mend(match):
            target = os.path.abspath(os.path.join(os.path.dirname(path), match[1]))
            return match[0] if match[2] in names.get(target, {match[2]}) else f'href="{match[1]}"'
        text = read(path)
        mended = re.sub(r'href="([^"#:]+\.html)#([^"]+)"', mend, text)
        if mended != text:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(mended)


def main():
    build = sys.argv[1]
    site = f'{build}/docs'
    pages = load_pages()
    os.makedirs(f'{site}/assets', exist_ok=True)
    for file in (AWESOME, LUNR, 'docs/site/site.js'):
        shutil.copyfile(file, f'{site}/assets/{os.path.basename(file)}')
    style = read('docs/site/site.css')
    dark = re.search(r'^html\.dark-mode \{\n(.*?)^\}\n', style, re.S | re.M)
    with open(f'{site}/assets/site.css', 'w', encoding='utf-8') as file:  # dark without script as well
        file.write(style.replace(dark[0], dark[0] + '@media (prefers-color-scheme: dark) {\nhtml:not(.light-mode) {\n' + dark[1] + '}\n}\n', 1))
    shutil.copyfile('docs/site/start.html', f'{site}/index.html')
    for part in MATHJAX_PARTS:
        source, target = f'{MATHJAX}/{part}', f'{site}/mathjax/{part}'
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.isdir(source):
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)
    for language in LANGUAGES:
        # doxygen's lists that say again what the lists of files, functions and structs say
        for path in glob.glob(f'{site}/{language}/functions*.html') + [f'{site}/{language}/{name}.html' for name in ('classes', 'pages')]:
            if os.path.exists(path):
                os.remove(path)
        for path in glob.glob(f'{site}/{language}/*.html'):
            with open(path, encoding='utf-8') as file:
                text = file.read()
            with open(path, 'w', encoding='utf-8') as file:
                file.write(finish_page(text, pages, language, os.path.basename(path)))
    for language in LANGUAGES:
        drop_dead_anchors(site, language)
        whole_book(site, pages, language)
        with open(f'{site}/{language}/search_index.js', 'w', encoding='utf-8') as file:
            file.write(search_index(build, pages, language))


main()
