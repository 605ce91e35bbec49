"""What the walkthrough promises, as checks over a copy of the project: each returns a list of problems.

`root` is the project's folder, so that test_pages.py can damage a copy and see each check fail.
"""
import glob
import os
import re
import subprocess

LANGUAGES = ('en', 'ko')
MARK_LINES = ('snippet', 'more', 'function', 'solution', 'answer', 'run', 'table', 'output', 'figure', 'draw', 'exercise', 'reading', 'guess', 'mistake', 'number', 'end',
              'contents', 'glossary')
WRONG_KOREAN = ('편향', '에폭', '타겟', '과적합', '특징 맵', '특징맵', '교차 엔트로피', '교차엔트로피', '그래디언트', '유닛', '모멘텀')
NUMBER_WORDS = {word: str(n) for n, word in enumerate(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split())}
NUMBER_WORDS.update(zeros='0', first='1', second='2', third='3', once='1', twice='2', hundred='100', thousand='1000', half='2', quarter='4', thirty='30',
                    tenth='10', thousandth='1000', forty='40', fifty='50', a='1', an='1', single='1', both='2', none='0',
                    # where Korean writes digits: 1/100, 7만 (seventy thousand), 30억 (three billion), 11월
                    hundredth='100', seventy='7', billion='30', november='11', percent='100')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def slugs(root):
    lines = (line.strip() for line in read(f'{root}/docs/walkthrough/pages.txt').splitlines())
    return [line.split('|')[0].strip() for line in lines if line and line[0] not in '#=']


def source(root, language, slug):
    return f'{root}/docs/walkthrough/{language}/{slug}.md'


# ---- the list of pages ----
def check_list(root):
    problems, listed = [], slugs(root)
    for language in LANGUAGES:
        there = {os.path.basename(path)[:-3] for path in glob.glob(f'{root}/docs/walkthrough/{language}/*.md')}
        problems += [f'{language}/{slug}.md is in the list and not there' for slug in listed if slug not in there]
        problems += [f'{language}/{slug}.md is there and not in the list' for slug in sorted(there - set(listed))]
    return problems


# ---- every line of every program, once, in order ----
def programs(root):
    found = [f'{root}/chapters/{name}.c' for name in ('chapter', 'book_model', 'inside', 'own_picture')]
    for folder in ('chapters/8-2', 'chapters/8-3'):
        found += sorted(glob.glob(f'{root}/{folder}/*.c'))
    return found


MARKER = re.compile(r'^\s*// ((?:\[[^\]]+\] ?)+)$')


def program_snippets(path):
    """(ids in order of the file, problems): between two markers of the same id lies a snippet."""
    problems, order, open_ids, covered = [], [], [], 0
    name = os.path.basename(path)
    for number, line in enumerate(read(path).splitlines(), 1):
        match = MARKER.match(line)
        if not match:
            if line.strip() and len(open_ids) != 1:
                problems.append(f'{name}:{number}: the line is in {len(open_ids)} snippets')
            covered += 1
            continue
        for marker in re.findall(r'\[([^\]]+)\]', match[1]):
            if marker in open_ids:
                open_ids.remove(marker)
            elif marker in order:
                problems.append(f'{name}:{number}: a third marker [{marker}]')
            else:
                open_ids.append(marker)
                order.append(marker)
    problems += [f'{name}: [{marker}] is not closed' for marker in open_ids]
    return order, problems


def check_snippets(root):
    problems = []
    expected = {}
    for path in programs(root):
        order, wrong = program_snippets(path)
        problems += wrong
        expected[os.path.basename(path)] = order
    for language in LANGUAGES:
        shown = {name: [] for name in expected}
        for slug in slugs(root):
            path = source(root, language, slug)
            if not os.path.exists(path):
                continue
            for file, marker in re.findall(r'^(?:\\snippet|@@more) (\S+) (.+)$', read(path), re.M):
                shown.setdefault(file, []).append(marker)
        for name, order in expected.items():
            if shown[name] != order:
                problems.append(f'{language}: {name} is shown as {shown[name]}, it stands as {order}')
        problems += [f'{language}: snippets of {name}, which is no chapter program' for name in shown if name not in expected]
    return problems


# ---- both languages say the same ----
def marks(text):
    """The marks of a section in order, without what is said in words."""
    found = []
    fenced = False
    for line in text.split('\n'):
        if line.startswith('```'):
            fenced = not fenced
            if fenced:
                found.append(line)
            continue
        if fenced:
            continue
        match = re.match(r'(?:@@|\\)(\w+) ?(.*)', line)
        if match and match[1] in MARK_LINES:
            words = match[2] if match[1] not in ('guess', 'mistake', 'number', 'answer') else ''
            found.append(f'{match[1]} {words.split("|")[0].strip()}'.strip())
    return found


def code_blocks(text):
    return re.findall(r'^```.*?\n(.*?)^```', text, re.S | re.M)


def sections(text):
    return re.split(r'^## ', text, flags=re.M)


def inline_marks(text):
    return {re.sub(r'\|.*', '', inside) for inside in re.findall(r'\{\{(.+?)\}\}', text)}


def prose(text):
    """The words of a page: no code, formulas, marks or tags."""
    text = re.sub(r'^```.*?^```\n?', '', text, flags=re.S | re.M)
    text = re.sub(r'\\f\[.*?\\f\]|\\f\$.*?\\f\$', ' ', text, flags=re.S)
    text = re.sub(r'^\\snippet .*$|^# .*\{#\w+\}$', lambda match: re.sub(r'\{#\w+\}|^# |^\\snippet .*', '', match[0]), text, flags=re.M)
    text = re.sub(r'^@@(?:guess|mistake|number|answer) ?', '', text, flags=re.M)
    text = re.sub(r'^@@(?:figure|draw) .*?\|', '', text, flags=re.M)
    text = re.sub(r'^@@.*$', '', text, flags=re.M)
    text = re.sub(r'`[^`]*`', ' ', text)
    text = re.sub(r'\{\{page:[^|}]*\|(.*?)\}\}', r'\1', text)
    text = re.sub(r'\{\{.*?\}\}', ' ', text)
    text = re.sub(r'\[\[[^]|]*\|(.*?)\]\]', r'\1', text)
    text = re.sub(r'\[\[(.*?)\]\]', r'\1', text)
    return re.sub(r'<[^>]*>|^[|: -]+$', ' ', text, flags=re.M)


def numbers(text):
    text = re.sub(r'(?<!\d)8-[23](?!\d)', ' ', prose(text))
    text = re.sub(r'(?<=\d)[x×](?=\d)', ' ', text)
    found = re.findall(r'(?<![A-Za-z0-9_.])(?:\d[\d,]*\d|\d)?(?:\.\d+)?(?:e\d+)?', text)
    return {number.replace(',', '').lstrip('0') or '0' for number in found if re.search(r'\d', number)}


def formulas(text):
    """The displayed formulas, their letters and signs sorted: the words between stand in the page's language, and may stand elsewhere."""
    return [''.join(sorted(re.sub(r'\\text\{.*?\}|\s', '', formula))) for formula in re.findall(r'\\f\[(.*?)\\f\]', text, re.S)]


def check_languages(root):
    problems = []
    for slug in slugs(root):
        paths = [source(root, language, slug) for language in LANGUAGES]
        if not all(os.path.exists(path) for path in paths):
            continue
        english, korean = (sections(read(path)) for path in paths)
        if len(english) != len(korean):
            problems.append(f'{slug}: {len(english)} sections in English, {len(korean)} in Korean')
            continue
        for n, (en, ko) in enumerate(zip(english, korean)):
            where = f'{slug}, section {n}'
            if marks(en) != marks(ko):
                problems.append(f'{where}: marks differ: {marks(en)} | {marks(ko)}')
            if inline_marks(en) != inline_marks(ko):
                problems.append(f'{where}: numbers or links differ: {sorted(inline_marks(en) ^ inline_marks(ko))}')
            if formulas(en) != formulas(ko):
                problems.append(f'{where}: displayed formulas differ')
            in_english, in_korean = numbers(en), numbers(ko)
            words = {NUMBER_WORDS[word] for word in re.findall(r'[a-z]+', prose(en).lower()) if word in NUMBER_WORDS}
            if in_english - in_korean:
                problems.append(f'{where}: numbers missing in Korean: {sorted(in_english - in_korean)}')
            if in_korean - in_english - words:
                problems.append(f'{where}: numbers only in Korean: {sorted(in_korean - in_english - words)}')
            lengths = len(re.sub(r'\s', '', prose(en))), len(re.sub(r'\s', '', prose(ko)))
            if lengths[0] > 300 and not 0.3 <= lengths[1] / lengths[0] <= 1.0:
                problems.append(f'{where}: {lengths[0]} characters in English, {lengths[1]} in Korean')
    return problems


# ---- numbers that are typed have a source ----
def check_typed_numbers(root):
    facts = {line.split('\t')[0] for line in read(f'{root}/docs/facts.txt').splitlines() if line and line[0] != '#'}
    problems = []
    for language in LANGUAGES:
        for slug in slugs(root):
            path = source(root, language, slug)
            if not os.path.exists(path):
                continue
            for number in sorted(numbers(read(path))):
                if ('.' in number or 'e' in number or len(number) > 2) and number not in facts:
                    problems.append(f'{language}/{slug}: {number} is typed, and docs/facts.txt has no source for it')
    return problems


def check_arithmetic(root):
    """What a page writes out, 1*1 + 2*2 = 5, holds."""
    problems = []
    term = r'-?\.?\d[\d.]*'
    pattern = re.compile(rf'(?<![\w\])=*/+-])({term}(?: ?[*×+/-] ?{term})+)\s*=\s*({term})(?![\w\]*/.])')
    for language in LANGUAGES:
        for slug in slugs(root):
            path = source(root, language, slug)
            for left, right in pattern.findall(read(path)) if os.path.exists(path) else []:
                value = eval(re.sub(r'(?<![\d.])0+(?=\d)', '', left.replace('×', '*')))
                digits = len(right.split('.')[1]) if '.' in right else 0
                if abs(value - float(right)) > 0.5001 * 10 ** -digits:
                    problems.append(f'{language}/{slug}: {left} = {right}, it is {value}')
    return problems


# ---- words ----
def korean_files(root):
    return (glob.glob(f'{root}/docs/walkthrough/ko/*.md') + glob.glob(f'{root}/exercises/hints/ko/*') +
            glob.glob(f'{root}/README.ko.md') + glob.glob(f'{root}/docs/glossary.tsv'))


def check_korean_words(root):
    problems = []
    for path in korean_files(root):
        if not os.path.isfile(path):
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            said = re.sub(r'“[^”]*”|"[^"]*"|「[^」]*」', ' ', line)  # quotations may spell as they like
            problems += [f'{os.path.relpath(path, root)}:{number}: {word} is not the book\'s word' for word in WRONG_KOREAN if word in said]
    return problems


# what may follow a Korean noun of the word list
PARTICLES = ('은 는 이 가 을 를 의 에 에서 에는 에서는 에서의 로 으로 로는 으로는 와 과 도 만 나 이나 라도 마다 처럼 까지 부터 씩 쯤 짜리 씩만 씩입니다 쯤입니다 쯤이고 쯤이면 쯤에 '
             '입니다 이고 이며 이라고 라고 이라면 이면 이거나 여야 였고 지요').split()


def is_known(word, known):
    return word in known or any(word.startswith(stem) and word[len(stem):] in PARTICLES for stem in known)


def check_spelling(root, language):
    """hunspell with the project's own word list; asked once for all pages."""
    dictionary = {'en': 'en_GB', 'ko': 'ko_KR'}[language]
    known = set(read(f'{root}/docs/words_{language}.txt').split())
    texts = {}
    for slug in slugs(root):
        path = source(root, language, slug)
        if os.path.exists(path):
            text = re.sub(r'[*_]', ' ', prose(read(path)))
            texts[slug] = re.sub(r'[A-Za-z0-9_]+', ' ', text) if language == 'ko' else text
    result = subprocess.run(['hunspell', '-d', dictionary, '-i', 'utf-8', '-l'], input='\n'.join(texts.values()), capture_output=True, text=True, check=True)
    wrong = {word for word in result.stdout.split() if not is_known(word, known) and word.lower() not in known}
    problems = []
    for word in sorted(wrong):
        where = [slug for slug, text in texts.items() if re.search(r'(?<!\w)' + re.escape(word) + r'(?![A-Za-z])', text)]
        problems += [f'{language}/{slug}: {word}' for slug in where or ['?']]
    return problems


# ---- terms ----
def check_terms(root):
    rows = [line.split('\t') for line in read(f'{root}/docs/glossary.tsv').splitlines() if line and line[0] != '#']
    keys, listed, problems = {row[0] for row in rows}, set(slugs(root)), []
    problems += [f'glossary: {row[0]} points to {row[4]}, which is no page' for row in rows if row[4] not in listed]
    for language in LANGUAGES:
        for slug in slugs(root):
            path = source(root, language, slug)
            if os.path.exists(path):
                used = re.findall(r'\[\[([^]|]+)', read(path))
                problems += [f'{language}/{slug}: no term {term}' for term in used if term not in keys]
    return problems


# ---- nothing to solve without a page ----
def check_exercises(root):
    """Each exercise and each question stands on a page."""
    exercises = [os.path.basename(path)[:2] for path in glob.glob(f'{root}/exercises/*/[0-9][0-9]_*.c') if os.path.basename(os.path.dirname(path)) in ('8-2', '8-3', 'speed')]
    questions = re.findall(r'^(\w+) =', read(f'{root}/exercises/answers.txt'), re.M)
    problems = []
    for path in sorted(glob.glob(f'{root}/exercises/*/[0-9][0-9]_*.c')):
        if os.path.basename(os.path.dirname(path)) in ('8-2', '8-3', 'speed'):
            said = [line for line in re.search(r'/\*\n(.*?)\n \*/', read(path), re.S)[1].split('\n')[1:] if line.strip(' *') and not line.startswith(' *     ')]
            if not any(re.search('[가-힣]', line) for line in said) or not any(not re.search('[가-힣]', line) for line in said):
                problems.append(f'{os.path.relpath(path, root)}: what is asked does not stand there in both languages')
    for language in LANGUAGES:
        pages = [read(source(root, language, slug)) for slug in slugs(root) if os.path.exists(source(root, language, slug))]
        shown = {kind: ' '.join(re.findall(rf'^@@{kind} (.+)$', '\n'.join(pages), re.M)).split() for kind in ('exercise', 'reading')}
        problems += [f'{language}: exercise {number} stands on no page' for number in sorted(exercises) if number not in shown['exercise']]
        problems += [f'{language}: question {key} stands on no page' for key in questions if key not in shown['reading']]
    return problems


# the library's functions that an exercise asks for
SOLVED_IN = {'conv2d_output_size': '04', 'conv2d_zeros_before': '04', 'conv2d_forward_naive': '07', 'relu_forward': '08', 'max_pooling2d_forward': '09',
             'dense_forward': '10', 'softmax': '12', 'sparse_categorical_crossentropy': '14', 'softmax_crossentropy_backward': '18', 'dense_backward_input': '19',
             'dense_backward_kernel': '19', 'max_pooling2d_backward': '21', 'conv2d_backward_kernel_naive': '22', 'conv2d_backward_input_naive': '23',
             'dropout_forward': '24', 'dropout_backward': '24', 'adam_step': '25', 'early_stopping_epoch_end': '26'}


def check_answers(root):
    """Each guess has an answer that is folded; no solution of the library stands open above its exercise."""
    problems = []
    for language in LANGUAGES:
        for slug in slugs(root):
            found = marks(read(source(root, language, slug))) if os.path.exists(source(root, language, slug)) else []
            guesses = [n for n, mark in enumerate(found) if mark == 'guess']
            for n, start in enumerate(guesses):
                end = guesses[n + 1] if n + 1 < len(guesses) else len(found)
                if 'answer' not in found[start:end]:
                    problems.append(f'{language}/{slug}: guess {n + 1} has no folded answer')
            for n, mark in enumerate(found):
                name = mark.split()[-1]
                if mark.startswith(('solution', 'function')) and name in SOLVED_IN:
                    before = [number for one in found[:n] if one.startswith('exercise') for number in one.split()[1:]]
                    if mark.startswith('function') or SOLVED_IN[name] not in before:
                        problems.append(f'{language}/{slug}: {name} stands open, or before exercise {SOLVED_IN[name]}')
                    # the exercises after it have not been explained yet
                    early = [number for number in before if number > SOLVED_IN[name] and number != '11' and number != '13' and number != '15']
                    if early:
                        problems.append(f'{language}/{slug}: exercise {early[0]} stands before {name} of exercise {SOLVED_IN[name]}')
    return problems


def check_questions(root):
    """Each question of docs/questions.tsv is answered in the section that the table names, in both languages."""
    import build_pages
    problems = []
    for line in read(f'{root}/docs/questions.tsv').splitlines():
        if line.startswith('#'):
            continue
        question, where, slug, section, part = line.split('\t')
        for language in LANGUAGES:
            if not os.path.exists(source(root, language, slug)):
                problems.append(f'{question}: no page {slug}')
                continue
            text = sections(read(source(root, language, slug)))
            names = [''] + [name[len(slug) + 1:] for name in build_pages.section_anchors(slug)]
            if section != '-' and section not in names:
                problems.append(f'{question}: {slug} has no section {section}: {names}')
            elif not any(one in (text[names.index(section)] if section != '-' else text[0]) for one in part.split('|')):
                problems.append(f'{language}/{slug}#{section}: {question} is not answered: no {part}')
    return problems


def check_hints(root):
    """The page that a hint names is a page's title."""
    problems = []
    for language, word in (('en', 'Page:'), ('ko', '해설 페이지:')):
        titles = {re.match(r'# (.+?) \{#', read(source(root, language, slug)))[1] for slug in slugs(root) if os.path.exists(source(root, language, slug))}
        for path in sorted(glob.glob(f'{root}/exercises/hints/{language}/[0-9]*.txt')):
            named = re.findall(rf"{word}\s+'([^']+)'", read(path))
            problems += [f'{os.path.relpath(path, root)}: names no page'] if not named else []
            problems += [f'{os.path.relpath(path, root)}: no page has the title {title}' for title in named if title not in titles]
    return problems


def check_descriptions(root):
    """Each figure of a program says what is to be seen in it, for who does not see it: @@figure NAME | caption | description."""
    return [f'{language}/{slug}: {line[:60]}' for language in LANGUAGES for slug in slugs(root) if os.path.exists(source(root, language, slug))
            for line in re.findall(r'^@@figure .*$', read(source(root, language, slug)), re.M) if line.count('|') != 2]


# ---- worked examples: the drawings' arrays stand on the page and in the exercise ----
EXAMPLES = [('convolution', '06', ('E_X', 'E_W')), ('back_convolution', '22', ('E_DY',)), ('back_convolution', '06', ('E_X', 'E_W')),
            ('pooling', '09', ('POOL_X',)), ('back_dense', '21', ('BACK_POOL_X',)), ('early_stopping', '26', ('STOPPING',))]


def check_examples(root):
    import drawings
    problems = []
    for slug, exercise, arrays in EXAMPLES:
        path = glob.glob(f'{root}/exercises/*/{exercise}_*.c')
        if not path:
            problems.append(f'{slug}: no exercise {exercise}')
            continue
        task = re.sub(r'[,{}]+', ' ', read(path[0]))
        for name in arrays:
            array = getattr(drawings, name)
            for row in array if isinstance(array[0], list) else [array]:
                pattern = r'(?<![\d.-])' + r'[ ]+'.join(re.escape(f'{value:g}').replace('0\\.', '0?\\.') + (r'0?' if isinstance(value, float) else '') for value in row) + r'(?![\d.])'
                if not re.search(pattern, task):
                    problems.append(f'{slug}: {name} has the row {row}, which exercise {exercise} has not')
                for language in LANGUAGES if name in ('E_X', 'E_W', 'E_DY') else ():
                    page = source(root, language, slug)
                    if os.path.exists(page) and not re.search(pattern, read(page)):
                        problems.append(f'{language}/{slug}: the row {row} of {name} is not on the page')
    return problems
