#!/usr/bin/python3
"""The tag file of the English site without its pages: the Korean site links to the reference, and has pages of the same names.

    reference_tag.py BUILD
"""
import sys
import xml.etree.ElementTree as ElementTree

folder = f'{sys.argv[1]}/docs/pages'
tree = ElementTree.parse(f'{folder}/en.tag')
for page in tree.getroot().findall('compound[@kind="page"]'):
    tree.getroot().remove(page)
tree.write(f'{folder}/reference.tag', encoding='utf-8', xml_declaration=True)
