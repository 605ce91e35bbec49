#!/usr/bin/env python3
"""Small damages to the library, one at a time: would a test notice?

A mutant is a source file of lib/base, lib/data, lib/kernels or lib/model with one token
changed: an operator, a bound, an index, a constant, a sign, a statement dropped, two
arguments swapped. It is compiled, linked with the unit tests that run through its line
(gcov knows), and these run until one fails: the mutant is killed. Those that live are run
once more under the sanitizers. What still lives is listed: a hole in the tests, unless
equivalent.txt says why no test can tell (a damage to speed alone, for one).

    mutants.py --plain DIR --sanitized DIR --coverage DIR --count 400 --seed TEXT

The three folders are builds of the unit tests (mutants.mk makes them). The mutants are a
sample, the same for the same seed. Exit status 1 when fewer than 95% of it are killed or
explained (65% of a sample under 100, which chance moves more), or an explanation fits no
line any more.
"""
import argparse
import concurrent.futures
import gzip
import hashlib
import json
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOMS = ["lib/base", "lib/data", "lib/kernels", "lib/model"]

# ---- the damages ----

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|'
                   r'(?:0x[0-9a-fA-F]+|\d+\.?\d*(?:e[-+]?\d+)?)[a-zA-Z]*|[A-Za-z_]\w*|'
                   r'<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[^\s]', re.S)

OTHER_OPERATOR = {'+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=',
                  '!=': '==', '&&': '||', '||': '&&', '+=': '-=', '-=': '+=', '*=': '+=', '/=': '*=', '<<': '>>',
                  '>>': '<<', '&': '|', '|': '&', '^': '&', '++': '--'}
TYPES = {'int', 'float', 'double', 'char', 'void', 'size_t', 'bool', 'const', 'static', 'struct', 'unsigned', 'Vector',
         'IntVector', 'Random', 'Tensor', 'Shape', 'Layer', 'Sequential', 'Dataset', 'FILE', 'uint8_t', 'uint32_t',
         'uint64_t', 'extern', 'enum', 'typedef', 'return', 'sizeof', 'Status', 'Kernels', 'long'}
KEYWORDS = {'if', 'for', 'while', 'switch', 'return', 'sizeof', 'case', 'else', 'do', 'defined', '_Alignof'}


class Token:
    def __init__(self, text, at):
        self.text, self.at, self.end = text, at, at + len(text)


def tokens_of(text):
    """The tokens that are neither comment nor preprocessor line."""
    directive = set()
    for match in re.finditer(r'^[ \t]*#(?:[^\n\\]|\\.|\\\n)*', text, re.M):
        directive.update(range(match.start(), match.end()))
    return [Token(m.group(), m.start()) for m in TOKEN.finditer(text)
            if m.start() not in directive and not m.group().startswith(('//', '/*'))]


def closing(tokens, i, pairs={'(': ')', '[': ']', '{': '}'}):
    """The place of the bracket that closes the one at i."""
    opening, close, depth = tokens[i].text, pairs[tokens[i].text], 0
    for k in range(i, len(tokens)):
        depth += (tokens[k].text == opening) - (tokens[k].text == close)
        if depth == 0:
            return k
    return len(tokens) - 1


def is_value(token):
    return re.match(r'[\w"\']', token.text) or token.text in (')', ']')


def damages(text):
    """(first, last, new text, what) of every damage; nothing outside of functions."""
    tokens = tokens_of(text)
    found = []

    def change(first, last, new, what):
        found.append((tokens[first].at, tokens[last].end, new, what))

    depth, in_function, statement = 0, False, 0
    parens = 0
    for i, token in enumerate(tokens):
        t = token.text
        if t == '{':
            if depth == 0:
                in_function = i > 0 and tokens[i - 1].text == ')'
            depth += 1
            statement = i + 1
            continue
        if t == '}':
            depth -= 1
            statement = i + 1
            continue
        if not in_function or depth == 0:
            continue
        before, after = tokens[i - 1].text, tokens[i + 1].text if i + 1 < len(tokens) else ''
        parens += (t == '(') - (t == ')')

        # operators and signs
        if t in OTHER_OPERATOR:
            binary = is_value(tokens[i - 1]) and before not in KEYWORDS and before not in TYPES
            pointer = t in '*&' and (before in TYPES or after in (')', ',', '*') or not binary)
            if binary and not pointer:
                change(i, i, OTHER_OPERATOR[t], 'operator')
            elif t == '-' and not binary:
                change(i, i, '', 'sign')
            elif t == '++' and not binary and after:
                pass
        if t == '!' and after != '=':
            change(i, i, '', 'sign')
        if t == '=' and before not in ('[', '.') and re.match(r'^[-\d]', after or 'x') and parens:
            pass

        # constants
        number = re.fullmatch(r'(\d+)([uUlL]*)', t)
        if number and before not in ('case',):
            n = int(number.group(1))
            change(i, i, str(n + 1) + number.group(2), 'constant')
            if n:
                change(i, i, str(n - 1) + number.group(2), 'constant')
        elif re.fullmatch(r'\d+\.\d*(e[-+]?\d+)?f?', t):
            change(i, i, '(2 * %s + %s)' % (t, '1.0f' if t.endswith('f') else '1.0'), 'constant')
        if t in ('true', 'false'):
            change(i, i, 'false' if t == 'true' else 'true', 'constant')

        # an index
        if t == '[' and re.match(r'\w', before) and before not in TYPES:
            end = closing(tokens, i)
            inner = text[tokens[i + 1].at:tokens[end - 1].end] if end > i + 1 else ''
            if inner and not re.match(r'^\d+$', inner):
                change(i + 1, end - 1, '(%s) + 1' % inner, 'index')
                change(i + 1, end - 1, '0', 'index')

        # a condition, a bound
        if t in ('if', 'while') and after == '(':
            end = closing(tokens, i + 1)
            change(i + 1, end, '(!(%s))' % text[tokens[i + 1].end:tokens[end].at], 'condition')
        if t == 'for' and after == '(':
            end = closing(tokens, i + 1)
            parts = [k for k in range(i + 2, end) if tokens[k].text == ';']
            if len(parts) == 2 and parts[1] > parts[0] + 1:
                first, last = parts[0] + 1, parts[1] - 1
                change(first, last, '(%s) && 0' % text[tokens[first].at:tokens[last].end], 'bound')
                if any(tokens[k].text == '<' for k in range(first, last)):
                    change(last, last, tokens[last].text + ' - 1', 'bound')

        # arguments swapped
        if t == '(' and re.fullmatch(r'[A-Za-z_]\w*', before) and before not in KEYWORDS and before not in TYPES:
            end = closing(tokens, i)
            commas = [i]
            k = i + 1
            while k < end:
                if tokens[k].text in '([{':
                    k = closing(tokens, k)
                elif tokens[k].text == ',':
                    commas.append(k)
                k += 1
            commas.append(end)
            for a in range(len(commas) - 2):
                one = text[tokens[commas[a] + 1].at:tokens[commas[a + 1] - 1].end]
                two = text[tokens[commas[a + 1] + 1].at:tokens[commas[a + 2] - 1].end]
                if one != two and '"' not in one:
                    change(commas[a] + 1, commas[a + 2] - 1, two + ', ' + one, 'arguments')

        # a statement dropped: an assignment or a call, not a declaration
        if t == ';':
            first = tokens[statement].text if statement < i else ''
            if parens == 0 and statement < i and re.match(r'[A-Za-z_*]', first) and first not in TYPES and \
               first not in KEYWORDS and not re.match(r'^[A-Z]\w*$', first) and \
               first not in ('break', 'continue', 'goto', 'default', 'va_list', 'fail', 'report_failure') and \
               not (tokens[statement + 1].text not in ('=', '(', '[', '.', '->', '+=', '-=', '*=', '++', '--', '|=', '/=', '^=', ';')):
                change(statement, i - 1, '', 'statement dropped')
            if parens == 0:
                statement = i + 1
        elif t == ')' and parens == 0 and after != ';':
            # after if (...), for (...): a statement of its own begins
            k = i
            back = 0
            while k >= 0:
                back += (tokens[k].text == ')') - (tokens[k].text == '(')
                if back == 0:
                    break
                k -= 1
            if tokens[k - 1].text in ('if', 'for', 'while'):
                statement = i + 1
        elif t == 'else' or t == ':' and parens == 0:
            statement = i + 1
    return found


class Mutant:
    def __init__(self, path, text, first, last, new, what):
        self.path, self.first, self.last, self.new, self.what = path, first, last, new, what
        self.line = text.count('\n', 0, first) + 1
        self.old = text[first:last]
        start, end = text.rfind('\n', 0, first) + 1, text.find('\n', first)
        self.source = text[start:end].strip()
        self.text = text[:first] + new + text[last:]

    def shown(self):
        flat = lambda s: ' '.join(s.split())
        return '%s: %s -> %s' % (self.what, flat(self.old), flat(self.new) or 'nothing')

    def __str__(self):
        return '%s:%d: %s\n    %s' % (self.path, self.line, self.shown(), self.source)


def all_mutants():
    mutants = []
    for room in ROOMS:
        for name in sorted(os.listdir(room)):
            if name.endswith('.c'):
                path = room + '/' + name
                text = open(path).read()
                mutants += [Mutant(path, text, *damage) for damage in damages(text)]
    return mutants


# ---- explained survivors ----

def read_explained():
    """{(path, line's text, damage): reason} of equivalent.txt."""
    explained, key = {}, []
    for line in open(os.path.join(HERE, 'equivalent.txt')):
        line = line.rstrip('\n')
        if not line.strip() or line.startswith('#'):
            continue
        if not line.startswith(' '):
            key = [line]
        elif len(key) < 3:
            key.append(line.strip())
        else:
            explained.setdefault(tuple(key), []).append(line.strip())
    return explained


def key_of(mutant):
    return (mutant.path, mutant.source, mutant.shown())


# ---- running ----

def tests_of(build):
    folder = os.path.join(build, 'tests/unit')
    return sorted(name for name in os.listdir(folder) if re.fullmatch(r'test_\w+', name))


def run(command, seconds, **more):
    """The exit status; None when it took too long."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                               start_new_session=True, **more)
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def environment(seconds):
    return dict(os.environ, OMP_WAIT_POLICY='passive', CK_DEFAULT_TIMEOUT=str(max(4, int(seconds))), MUTANT='1')


def coverage(build):
    """{(path, line): {test: ...}} and the seconds of each test, kept beside the build until a test changes."""
    tests = tests_of(build)
    stamp = hashlib.sha256()
    for test in tests:
        stamp.update(open(os.path.join(build, 'tests/unit', test), 'rb').read())
    kept = os.path.join(build, 'lines.json')
    if os.path.exists(kept):
        old = json.load(open(kept))
        if old['stamp'] == stamp.hexdigest():
            return old['lines']
    lines = {}
    objects = os.path.join(build, 'sanitized')
    for test in tests:
        for folder, _, names in os.walk(objects):
            for name in names:
                if name.endswith('.gcda'):
                    os.remove(os.path.join(folder, name))
        if run([os.path.join(build, 'tests/unit', test)], 600, env=environment(300)) != 0:
            sys.exit('%s fails without any damage' % test)
        counted = [os.path.join(objects, room, name) for room in ROOMS if os.path.isdir(os.path.join(objects, room))
                   for name in os.listdir(os.path.join(objects, room)) if name.endswith('.gcda')]
        if not counted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(['gcov', '--json-format'] + [os.path.abspath(name) for name in counted], cwd=folder, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for name in os.listdir(folder):
                for source in json.load(gzip.open(os.path.join(folder, name)))['files']:
                    path = os.path.relpath(source['file'])
                    for line in source['lines']:
                        of = lines.setdefault(path, {}).setdefault(str(line['line_number']), [])
                        if line['count'] and test not in of:
                            of.append(test)
    json.dump({'stamp': stamp.hexdigest(), 'lines': lines}, open(kept, 'w'))
    return lines


def covering(lines, mutant):
    """The tests that ran the mutant's line: a line without code of its own belongs to the nearest before it."""
    of = lines.get(mutant.path, {})
    for line in range(mutant.line, 0, -1):
        if str(line) in of:
            return of[str(line)]
    return []


class Builder:
    """Compiles and links mutants in one of the builds."""

    def __init__(self, build, compiler, slower=1):
        self.build, self.compiler, self.slower = build, shlex.split(compiler), slower
        self.library = os.path.join(build, 'sanitized/libconvbook.a')

    def flags(self, path):
        more = ['-fno-tree-vectorize'] if path.endswith('conv2d_naive.c') else []  # as the Makefile has it
        return self.compiler + more + ['-w', '-c']

    def compile(self, path, text, folder):
        source = os.path.join(folder, os.path.basename(path))
        with open(source, 'w') as file:
            file.write(text)
        result = source[:-2] + '.o'
        status = run(self.flags(path) + ['-o', result, source], 120)
        os.remove(source)
        return result if status == 0 else None

    def link(self, test, mutated, folder):
        program = os.path.join(folder, test)
        command = self.compiler + ['-o', program, os.path.join(self.build, 'sanitized/tests/unit', test + '.o'), mutated,
                                   self.library] + '-lcheck -lsubunit -lrt -lpthread -lz -ldl -lm'.split()
        return program if run(command, 120) == 0 else None

    def time_tests(self):
        """The seconds that each test takes."""
        seconds = {}
        for test in tests_of(self.build):
            start = time.monotonic()
            program = os.path.join(self.build, 'tests/unit', test)
            if run([program], 600, env=environment(300)) != 0:
                sys.exit('%s fails without any damage' % program)
            seconds[test] = time.monotonic() - start
        return seconds

    def kills(self, tests, seconds, mutated, folder):
        """The first test that fails with the mutated object, or None."""
        for test in sorted(tests, key=lambda test: seconds[test]):
            program = self.link(test, mutated, folder)
            if not program:
                return 'the linker'
            limit = 10 + 8 * seconds[test] * self.slower
            status = run([program], limit, env=environment(limit), cwd=folder)
            os.remove(program)
            if status != 0:
                return test
        return None


def code_of(path):
    """What an object does, without its debugging lines."""
    stripped = path + '.stripped'
    if run(['objcopy', '--strip-debug', '--remove-section=.comment', path, stripped], 60) != 0:
        return None
    bytes_ = open(stripped, 'rb').read()
    os.remove(stripped)
    return hashlib.sha256(bytes_).hexdigest()


def main():
    parser = argparse.ArgumentParser()
    for name in ('plain', 'sanitized', 'coverage', 'compiler', 'sanitize', 'count', 'seed'):
        parser.add_argument('--' + name, default='')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--only', default='', help='mutants of files whose path has this')
    parser.add_argument('--list', action='store_true', help='say how many there are of each kind, and end')
    options = parser.parse_args()

    mutants = all_mutants()
    explained = read_explained()
    known = {key_of(m) for m in mutants}
    stale = [key for key in explained if key not in known]
    if options.list:
        kinds = {}
        for m in mutants:
            kinds[m.what] = kinds.get(m.what, 0) + 1
        print(len(mutants), 'mutants:', kinds)
        return 0
    lines = coverage(options.coverage)
    plain, watched = Builder(options.plain, options.compiler + ' -O1'), Builder(options.sanitized, options.compiler + ' ' + options.sanitize, 6)
    seconds = plain.time_tests()

    chosen = [m for m in mutants if options.only in m.path]
    random.Random(options.seed).shuffle(chosen)
    wanted = int(options.count) if options.count else len(chosen)
    originals = {}

    def original(path):
        if path not in originals:
            with tempfile.TemporaryDirectory() as folder:
                originals[path] = code_of(plain.compile(path, open(path).read(), folder))
        return originals[path]

    def judge(mutant):
        """'no damage' (it does not compile, or to the same code), 'killed by ...' or 'lives'"""
        with tempfile.TemporaryDirectory() as folder:
            mutated = plain.compile(mutant.path, mutant.text, folder)
            if not mutated or code_of(mutated) == original(mutant.path):
                return 'no damage'
            tests = covering(lines, mutant)
            killer = plain.kills(tests, seconds, mutated, folder)
            if not killer and tests:
                mutated = watched.compile(mutant.path, mutant.text, folder)
                killer = watched.kills(tests, seconds, mutated, folder)
            return 'killed by ' + killer if killer else 'lives' if tests else 'lives: no test runs this line'

    killed, lives, excused, tried, killers = 0, [], [], 0, {}
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        queue, running = iter(chosen), {}

        def next_one():
            mutant = next(queue, None)
            if mutant:
                running[pool.submit(judge, mutant)] = mutant

        for _ in range(options.jobs):
            next_one()
        while running and tried < wanted:
            for future in concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done:
                mutant, verdict = running.pop(future), future.result()
                if verdict != 'no damage' and tried < wanted:
                    tried += 1
                    if verdict.startswith('killed'):
                        killed += 1
                        killers[verdict] = killers.get(verdict, 0) + 1
                    elif key_of(mutant) in explained:
                        excused.append(mutant)
                    else:
                        lives.append(mutant)
                        print('%s  (%s)' % (mutant, verdict), flush=True)
                    if tried % 50 == 0:
                        print('%d of %d, %d killed, %.0f s' % (tried, wanted, killed, time.monotonic() - start), flush=True)
                if tried < wanted:
                    next_one()

    for verdict, count in sorted(killers.items(), key=lambda pair: -pair[1]):
        print('%5d %s' % (count, verdict))
    for key in stale:
        print('equivalent.txt explains what is no longer there: %s\n    %s\n    %s' % key)
    part = (killed + len(excused)) / max(1, tried)
    least = 0.95 if tried >= 100 else 0.65
    good = part >= least and not stale
    print('mutants (seed %s): %d tried of %d, %d killed, %d explained, %d live, %.1f%%, in %.0f s' %
          (options.seed, tried, len(mutants), killed, len(excused), len(lives), 100 * part, time.monotonic() - start))
    print('mutants: %d passed, %d failed' % (killed + len(excused), 0 if good else len(lives) + len(stale)))
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
