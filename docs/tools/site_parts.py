"""The parts of a page around its text, as HTML."""
import html
import re

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
    said = ' '.join(f'data-{key.replace("_", "-")}="{html.escape(words[key], quote=True)}"' for key in
                    ('found', 'nothing', 'copy', 'copied', 'place', 'read', 'is_read', 'passed', 'theme_system', 'theme_dark', 'theme_light', 'slash_on', 'slash_off'))
    return f'''<a class="skip" href="#text">{words["skip"]}</a>
<header class="bar" {said}>
<a class="home" href="index.html">convbook</a>
<div class="search scripted" role="search">
<label class="unseen" for="search">{words["search"]}</label>
<input id="search" type="search" placeholder="{words["search"]}" autocomplete="off" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list">
<span id="found-count" class="unseen" role="status"></span>
<div id="found" hidden></div>
</div>
<a class="switch" href="{target}" hreflang="{other}" lang="{other}">{words["other"]}</a>
<button id="theme" class="scripted" type="button">{words["theme_system"]}</button>
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
        out.append(f'<li><a href="{page.slug}.html"{current} data-page="{page.slug}">{html.escape(page.title[language])}</a></li>')
    reference = '' if language == 'en' else '../en/'
    out.append(f'</ul><p class="part">{words["reference"]}</p><ul>')
    for file, name in (('files', 'files'), ('globals_func', 'functions'), ('annotated', 'structs')):
        current = ' aria-current="page"' if file == slug and language == 'en' else ''
        out.append(f'<li><a href="{reference}{file}.html"{current}>{words[name]}</a></li>')
    return (f'<div class="layout"><div class="pages"><details open><summary>{words["pages"]}</summary>'
            f'<nav aria-label="{words["pages"]}">{"".join(out)}</ul></nav></details>'
            f'<script>if (innerWidth <= 900) document.querySelector(".pages details").open = false;</script></div>\n<main id="text">')


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


def contents_of_page(text, words):
    """The page's sections, at the right where the screen has room; '' when there are fewer than two."""
    found = re.findall(r'<h2[^>]*><a class="anchor" id="([^"]+)"></a>\s*(.*?)</h2>', text, re.S)
    if len(found) < 2:
        return ''
    links = ''.join(f'<li><a href="#{anchor}">{re.sub("<a .*?>|</a>", "", title).strip()}</a></li>' for anchor, title in found)
    return f'<nav class="on-page" aria-label="{words["on_page"]}"><p class="part">{words["on_page"]}</p><ul>{links}</ul></nav>'


def foot(language, whole=True):
    words = WORDS[language]
    link = f' <a href="whole_book.html">{words["whole"]}</a>' if whole else ''
    return f'<footer class="foot">{words["foot"]}{link} <button id="slash" class="scripted" type="button"></button></footer>'
