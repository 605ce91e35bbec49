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

from site_data import LANGUAGES, load_pages, read
from site_parts import bar, foot, page_list, previous_and_next

AWESOME = '/usr/share/doxygen-awesome-css/doxygen-awesome.css'
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
    text = re.sub(r'</div><!-- top -->', lambda match: match[0] + page_list(pages, language, slug), text, count=1)
    title = html.escape(next((page.title[language] for page in pages if page.slug == slug), ''))
    if title:
        text = re.sub(r'<title>.*?</title>', lambda match: f'<title>{title} · convbook</title>', text, count=1)
    # one h1 a page, sections below it; doxygen starts a page's sections at h1 or h2
    text = re.sub(r'<div class="title">(.*?)</div>', r'<h1 class="title">\1</h1>', text, flags=re.S)
    levels = sorted({int(level) for level in re.findall(r'<h([1-6])(?! class="title")\b', text)})
    renamed = {level: min(2 + n, 6) for n, level in enumerate(levels)}
    text = re.sub(r'<(/?)h([1-6])\b(?! class="title")', lambda match: match[0] if match[1] else f'<h{renamed[int(match[2])]}', text)
    text = close_headings(text)
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


def search_index(build, pages, language):
    """Titles and sections of this language's pages, and the symbols of the library."""
    by_slug = {page.slug: page for page in pages}
    words = {'en': {'symbol': 'reference'}, 'ko': {'symbol': '라이브러리 참조'}}[language]
    entries = []
    for page in pages:
        if language not in page.title:
            continue
        entries.append({'title': page.title[language], 'where': page.part[language], 'url': page.slug + '.html', 'rank': 0,
                        'more': page.slug})
        text = read(f'{build}/docs/{language}/{page.slug}.html')
        for anchor, title in re.findall(r'<h[2-4][^>]*><a class="anchor" id="(.*?)"></a>\s*(.*?)</h[2-4]>', text, re.S):
            title = html.unescape(re.sub(r'<.*?>', '', title)).strip()
            entries.append({'title': title, 'where': page.title[language], 'url': f'{page.slug}.html#{anchor}', 'rank': 1})
    there = '' if language == 'en' else '../en/'
    for compound in ElementTree.parse(f'{build}/docs/pages/en.tag').getroot():
        kind, name, file = compound.get('kind'), compound.findtext('name'), compound.findtext('filename')
        if kind == 'struct':
            entries.append({'title': name, 'where': words['symbol'], 'url': there + file, 'rank': 2})
        if kind == 'file':
            for member in compound.findall('member'):
                if member.get('kind') == 'enumvalue' and not member.findtext('anchorfile'):
                    continue
                entries.append({'title': member.findtext('name'), 'where': f'{words["symbol"]}: {name}',
                                'url': f'{there}{member.findtext("anchorfile")}#{member.findtext("anchor")}', 'rank': 3})
    seen, unique = set(), []
    for entry in entries:
        if (entry['title'], entry['url']) not in seen:
            seen.add((entry['title'], entry['url']))
            unique.append(entry)
    for entry in unique:
        page = by_slug.get(entry['url'][:-5])
        if page and page.places:
            entry['more'] = (entry.get('more', '') + ' ' + ' '.join(page.places)).strip()
    return 'window.searchIndex = ' + json.dumps(unique, ensure_ascii=False, separators=(',', ':')) + ';\n'


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
    for file in (AWESOME, 'docs/site/site.css', 'docs/site/site.js'):
        shutil.copyfile(file, f'{site}/assets/{os.path.basename(file)}')
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
        with open(f'{site}/{language}/search_index.js', 'w', encoding='utf-8') as file:
            file.write(search_index(build, pages, language))


main()
