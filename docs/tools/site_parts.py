"""The parts of a page around its text, as HTML."""
import html

from site_data import PLACES, WORDS


def strip_of_the_network(page, language):
    """The layers in a row, those of this page lit."""
    words = WORDS[language]
    cells = []
    for key, name, size in PLACES:
        lit = key in page.places
        mark = f'<span class="unseen"> ({words["here"]})</span>' if lit else ''
        cells.append(f'<li{" class=lit" if lit else ""}>{name}{mark}<small>{size}</small></li>')
    return f'<ol class="strip" aria-label="{words["network"]}">{"".join(cells)}</ol>'


def bar(language, slug, there=True):
    """The bar at the top; a page of the reference leads to the other language's start page."""
    words = WORDS[language]
    other = words['other_code']
    target = f'../{other}/{slug if slug and there else "index"}.html'
    return f'''<a class="skip" href="#text">{words["skip"]}</a>
<header class="bar">
<a class="home" href="index.html">convbook</a>
<div class="search" role="search">
<label class="unseen" for="search">{words["search"]}</label>
<input id="search" type="search" placeholder="{words["search"]}" autocomplete="off">
<span id="found-count" class="unseen" role="status" data-unit="{words["found"]}"></span>
<ul id="found" hidden></ul>
</div>
<a class="switch" href="{target}" hreflang="{other}" lang="{other}">{words["other"]}</a>
<button id="theme" type="button" aria-pressed="false">{words["theme"]}</button>
</header>'''


def page_list(pages, language, slug):
    """All pages by part, this one marked; and the reference."""
    words = WORDS[language]
    out, part = [], None
    for page in pages:
        if language not in page.title:
            continue
        if page.part is not part:
            out.append(('</ul>' if part else '') + f'<p class="part">{html.escape(page.part[language])}</p><ul>')
            part = page.part
        current = ' aria-current="page"' if page.slug == slug else ''
        out.append(f'<li><a href="{page.slug}.html"{current}>{html.escape(page.title[language])}</a></li>')
    reference = '' if language == 'en' else '../en/'
    out.append(f'</ul><p class="part">{words["reference"]}</p><ul>')
    for file, name in (('files', 'files'), ('globals_func', 'functions'), ('annotated', 'structs')):
        current = ' aria-current="page"' if file == slug and language == 'en' else ''
        out.append(f'<li><a href="{reference}{file}.html"{current}>{words[name]}</a></li>')
    return (f'<div class="layout"><div class="pages"><details><summary>{words["pages"]}</summary>'
            f'<nav aria-label="{words["pages"]}">{"".join(out)}</ul></nav></details>'
            f'<script>if (innerWidth > 900) document.querySelector(".pages details").open = true;</script></div>\n<main id="text">')


def previous_and_next(pages, language, slug):
    words = WORDS[language]
    there = [page for page in pages if language in page.title]
    place = next((n for n, page in enumerate(there) if page.slug == slug), None)
    if place is None:
        return ''
    out = []
    if place > 0:
        page = there[place - 1]
        out.append(f'<a rel="prev" href="{page.slug}.html"><small>{words["previous"]}</small>{html.escape(page.title[language])}</a>')
    if place + 1 < len(there):
        page = there[place + 1]
        out.append(f'<a class="next" rel="next" href="{page.slug}.html"><small>{words["next"]}</small>{html.escape(page.title[language])}</a>')
    return f'<nav class="prevnext" aria-label="{words["previous"]} / {words["next"]}">{"".join(out)}</nav>'


def foot(language):
    return f'<footer class="foot">{WORDS[language]["foot"]}</footer>'
