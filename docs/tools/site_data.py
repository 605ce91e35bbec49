"""What the tools of the walkthrough share: the page list, the words of both languages, values, the glossary."""
import math
import os
import re
import sys

LANGUAGES = ('en', 'ko')
DOCS = 'docs'

WORDS = {
    'en': {
        'other': '한국어', 'other_code': 'ko', 'search': 'Search', 'theme': 'Dark', 'found': 'found', 'pages': 'All pages',
        'skip': 'Skip to the text', 'previous': 'Previous', 'next': 'Next', 'minutes': 'about {} minutes', 'book': 'the book, page {}',
        'network': 'The network, with this page’s place lit', 'here': 'this page', 'reference': 'Reference of the library',
        'files': 'Files', 'functions': 'Functions', 'structs': 'Structs', 'output': 'What <code>{}</code> prints',
        'exercise': 'Exercise', 'page': 'page', 'section': 'section', 'symbol': 'reference', 'guess': 'Guess first.',
        'mistake': 'The mistake people make here.', 'number': 'One number, opened.', 'hint': '; stuck: {}', 'reading': 'Reading question',
        'full': 'at full size', 'own': 'From the run on this machine.',
        'foot': 'convbook, made by Doxygen from the programs themselves.',
        'name': 'convbook', 'answer': 'I have guessed: show it', 'more': '{0} more lines of {1}', 'solution': 'The library’s {0}, for when yours passes',
        'figure': 'Figure {0}', 'on_page': 'On this page', 'nothing': 'Nothing found for “{0}”.', 'copy': 'Copy', 'copied': 'Copied', 'link': 'Link to this section',
        'place': 'page {0} of {1}', 'read': '{0} of {1} read', 'is_read': 'read', 'passed': 'solved', 'whole': 'All pages on one, to print', 'slash_on': 'The key / goes to the search: on',
        'slash_off': 'The key / goes to the search: off', 'theme_system': 'Theme: system', 'theme_dark': 'Theme: dark', 'theme_light': 'Theme: light',
        'example': 'Worked by hand',
    },
    'ko': {
        'other': 'English', 'other_code': 'en', 'search': '검색', 'theme': '어둡게', 'found': '개를 찾았습니다', 'pages': '전체 차례',
        'skip': '본문으로 건너뛰기', 'previous': '이전', 'next': '다음', 'minutes': '약 {}분', 'book': '책 {}쪽',
        'network': '신경망에서 이 페이지가 다루는 곳', 'here': '이 페이지', 'reference': '라이브러리 참조(영어)',
        'files': '파일', 'functions': '함수', 'structs': '구조체', 'output': '<code>{}</code>의 출력',
        'exercise': '연습 문제', 'page': '페이지', 'section': '절', 'symbol': '참조', 'guess': '먼저 맞혀 보세요.',
        'mistake': '여기서 흔히 하는 실수.', 'number': '숫자 하나를 풀어 봅시다.', 'hint': ', 막히면 {}', 'reading': '읽기 문제',
        'full': '원래 크기로', 'own': '이 컴퓨터에서 실행한 결과입니다.',
        'foot': 'convbook. 프로그램 원본에서 Doxygen으로 만들었습니다.',
        'name': 'convbook', 'answer': '맞혀 보았습니다. 답 보기', 'more': '{1}의 나머지 {0}줄', 'solution': '라이브러리의 {0}(통과한 다음에 보세요)',
        'figure': '그림 {0}', 'on_page': '이 페이지에서', 'nothing': '‘{0}’에 맞는 것을 찾지 못했습니다.', 'copy': '복사', 'copied': '복사됨', 'link': '이 절의 링크',
        'place': '{1}쪽 중 {0}쪽', 'read': '{1}쪽 중 {0}쪽 읽음', 'is_read': '읽음', 'passed': '풀었음', 'whole': '인쇄용: 전체를 한 페이지로', 'slash_on': '/ 키로 검색: 켜짐',
        'slash_off': '/ 키로 검색: 꺼짐', 'theme_system': '테마: 시스템', 'theme_dark': '테마: 어둡게', 'theme_light': '테마: 밝게',
        'example': '손으로 풀어 보기',
    },
}

# the strip of the network: Keras's name, what it is called on the strip, its output
PLACES = [
    ('input', 'image', '28×28×1'), ('conv2d', 'Conv2D', '28×28×32'), ('max_pooling2d', 'MaxPool', '14×14×32'),
    ('conv2d_1', 'Conv2D', '14×14×64'), ('max_pooling2d_1', 'MaxPool', '7×7×64'), ('flatten', 'Flatten', '3136'),
    ('dense', 'Dense', '100'), ('dropout', 'Dropout', '100'), ('dense_1', 'Dense', '10'), ('loss', 'loss', '1'),
]


def stop(message):
    """Ends the tool with one line."""
    sys.exit('docs: ' + message)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


class Page:
    """One line of pages.txt."""

    def __init__(self, fields, part):
        self.slug, places, self.minutes, self.book = fields
        self.places = [] if places == '-' else places.split()
        self.part = part  # {'en': ..., 'ko': ...}
        self.title = {}

    def source(self, language):
        return f'{DOCS}/walkthrough/{language}/{self.slug}.md'


def load_pages(path=f'{DOCS}/walkthrough/pages.txt', titles=True):
    """The pages in order. A Korean page that is not there yet has no title in Korean."""
    pages, part = [], None
    for number, line in enumerate(read(path).splitlines(), 1):
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        if line.startswith('='):
            english, korean = (text.strip() for text in line[1:].split('|'))
            part = {'en': english, 'ko': korean}
            continue
        fields = [text.strip() for text in line.split('|')]
        if len(fields) != 4:
            stop(f'{path}:{number}: expected 4 fields, found {len(fields)}')
        pages.append(Page(fields, part))
    for page in pages if titles else []:
        for language in LANGUAGES:
            if not os.path.exists(page.source(language)):
                continue
            first = read(page.source(language)).split('\n', 1)[0]
            match = re.fullmatch(r'# (.+?) \{#' + page.slug + r'\}', first)
            if not match:
                stop(f'{page.source(language)}:1: expected "# Title {{#{page.slug}}}", found "{first}"')
            page.title[language] = match[1]
    return pages


def load_glossary(path=f'{DOCS}/glossary.tsv'):
    """key -> {'en', 'ko', 'en_text', 'ko_text', 'page'}; the key is the English term."""
    terms = {}
    for number, line in enumerate(read(path).splitlines(), 1):
        if not line or line.startswith('#'):
            continue
        fields = line.split('\t')
        if len(fields) != 5:
            stop(f'{path}:{number}: expected 5 fields between tabs, found {len(fields)}')
        terms[fields[0]] = dict(zip(('en', 'ko', 'en_text', 'ko_text', 'page'), fields))
    return terms


def term_anchor(term):
    return 'term-' + re.sub(r'[^a-z0-9]+', '-', term.lower()).strip('-')


class Values:
    """The numbers of the prose, each found in a captured output by a regular expression: docs/values.tsv."""

    def __init__(self, folders, path=f'{DOCS}/values.tsv'):
        self.found, self.used = {}, set()
        for number, line in enumerate(read(path).splitlines(), 1):
            if not line or line.startswith('#'):
                continue
            key, file, pattern = line.split('\t')
            for folder in folders:
                if not os.path.exists(f'{folder}/{file}'):
                    continue
                match = re.search(pattern, read(f'{folder}/{file}'), re.M)
                if not match:
                    stop(f'{path}:{number}: {folder}/{file} holds nothing like {pattern}')
                self.found[key] = match[1]
                break
            else:
                stop(f'{path}:{number}: no captured output {file}; `make capture` makes it')

    def text(self, key, form):
        self.used.add(key)
        value = self.found[key]
        if not form:
            return value
        plain = value.replace(',', '')
        return format(int(plain) if re.fullmatch(r'-?\d+', plain) and form == ',' else float(plain), form)


def calculate(expression):
    """The value of an arithmetic expression of a page."""
    if not re.fullmatch(r'[-+*/()., 0-9a-z]+', expression):
        stop(f'not arithmetic: {expression}')
    names = {name: getattr(math, name) for name in ('exp', 'log', 'sqrt', 'ceil', 'floor')}
    return eval(expression, {'__builtins__': {}}, {**names, 'max': max, 'min': min, 'abs': abs})
