#!/usr/bin/python3
"""Doxygen's view of a header of lib/: what is short for a reader is spelled out for the reference.

- `Conv2DForward conv2d_forward_naive;` becomes the prototype that the type stands for;
- `int height, width; /**< of an image */` becomes two documented fields;
- `@name TITLE @{` is put on two lines, as Doxygen wants it.
"""
import glob
import re
import sys


def main(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    types = {}
    for header in glob.glob('lib/kernels/*.h'):
        with open(header, encoding='utf-8') as file:
            for name, arguments in re.findall(r'^typedef void (\w+)\(([^;]*?)\);', file.read(), re.M):
                types[name] = ' '.join(arguments.split())
    out = []
    for line in text.split('\n'):
        kernel = re.fullmatch(r'(\w+) (\w+);', line)
        field = re.fullmatch(r'(  [A-Za-z_][\w ]*?)(\*?\w+(?:, \*?\w+)+);\s*(/\*\*< .*\*/)', line)
        pointer = re.fullmatch(r'(  (\w+) \*\w+;)', line)
        group = re.fullmatch(r'(/\*\*| \*) @name (.*) @\{( \*/)?', line)
        if kernel and kernel[1] in types:
            line = f'/** A kernel of type \\ref {kernel[1]} ; the arguments are told there. */ void {kernel[2]}({types[kernel[1]]});'
        elif field:
            line = ' '.join(f'{field[1]} {name}; {field[3]}' for name in field[2].split(', '))
        elif pointer and path.endswith('kernels.h'):
            line = f'{pointer[1]} /**< a \\ref {pointer[2]} */'
        elif group:
            line = f'{group[1]} @name {group[2]}\n * @{{{group[3] or ""}'
        out.append(line)
    sys.stdout.write('\n'.join(out))


main(sys.argv[1])
