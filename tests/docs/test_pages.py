#!/usr/bin/python3
"""Tests of the walkthrough's sources: `make check-docs`. Run from the project's folder.

Each check of page_checks.py is run on the pages as they are, and once more on a copy that was damaged on purpose.
"""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import build_pages
import circuits
import page_checks as checks
import pictures

BUILD = os.environ.get('BUILD', 'build')


class Pages(unittest.TestCase):
    """The pages as they are."""

    def nothing(self, problems):
        self.assertEqual(problems, [], '\n' + '\n'.join(problems))

    def test_every_page_of_the_list_is_there_in_both_languages(self):
        self.nothing(checks.check_list('.'))

    def test_every_line_of_every_program_is_shown_once_in_order(self):
        self.nothing(checks.check_snippets('.'))

    def test_both_languages_show_the_same(self):
        self.nothing(checks.check_languages('.'))

    def test_typed_numbers_have_a_source(self):
        self.nothing(checks.check_typed_numbers('.'))

    def test_arithmetic_written_out_holds(self):
        self.nothing(checks.check_arithmetic('.'))

    def test_terms(self):
        self.nothing(checks.check_terms('.'))

    def test_korean_words(self):
        self.nothing(checks.check_korean_words('.'))

    def test_english_spelling(self):
        self.nothing(checks.check_spelling('.', 'en'))

    def test_korean_spelling(self):
        self.nothing(checks.check_spelling('.', 'ko'))

    def test_every_exercise_and_question_has_a_page(self):
        self.nothing(checks.check_exercises('.'))

    def test_answers_are_folded_and_exercises_come_before_solutions(self):
        self.nothing(checks.check_answers('.'))

    def test_readers_questions_are_answered(self):
        self.nothing(checks.check_questions('.'))

    def test_figures_are_described(self):
        self.nothing(checks.check_descriptions('.'))

    def test_hints_name_pages_by_their_titles(self):
        self.nothing(checks.check_hints('.'))

    def test_worked_examples_are_those_of_the_exercises(self):
        self.nothing(checks.check_examples('.'))


class Lines(unittest.TestCase):
    """What a line of a page becomes, so that doxygen loses nothing of it."""

    def inline(self, text, language='ko'):
        with tempfile.TemporaryDirectory() as folder:
            builder = build_pages.Builder(folder)
            builder.language, builder.met = language, set()
            return builder.inline(text)

    def test_code_with_an_apostrophe_has_two_backticks(self):
        self.assertEqual(self.inline("| `padding='same'` | `add()` |", 'en'), "| ``padding='same'`` | `add()` |")

    def test_bold_and_emphasis_beside_code_and_particles(self):
        self.assertEqual(self.inline("**`make: *** Error 1`** and", 'en'), '<strong>`make: *** Error 1`</strong> and')
        self.assertEqual(self.inline('값이 아니라 *자리*입니다. *모든* 필터'), '값이 아니라 <em>자리</em>입니다. *모든* 필터')

    def test_a_percent_sign_stays_and_particles_are_not_parted(self):
        self.assertEqual(self.inline('40%를 `fit`이 (0)과 64%, x * w'), '40\\%\u2060를 `fit`\u2060이 (0)\u2060과 64%, <span class="var">x</span> * <span class="var">w</span>')

    def test_letters_minus_and_zero_before_the_point(self):
        self.assertEqual(self.inline('With x and dy = -1, y - t is .5 in C, 8-2 and `w[i]`.', 'en'),
                         'With <span class="var">x</span> and <span class="var">dy</span> = −1, <span class="var">y</span> − <span class="var">t</span> is 0.5 in C, 8-2 and `w[i]`.')
        self.assertEqual(self.inline("Keras's x\\f$ 2x - 1 \\f$", 'en'), 'Keras\'s <span class="var">x</span>\\f$ 2x - 1 \\f$')

    def test_a_whole_quotient_has_no_point(self):
        self.assertEqual(self.inline('{{=, 48000/32}} {{=:.1f 51/255}}', 'en'), '48000/32 = 1,500 0.2')


class OneRun(unittest.TestCase):
    """A run of the reader's changes the page 'Your run' and no other."""

    def pages(self, folder):
        found = {}
        for language in checks.LANGUAGES:
            for path in glob.glob(f'{folder}/docs/pages/{language}/*.md'):
                found[f'{language}/{os.path.basename(path)}'] = checks.read(path)
        for path in glob.glob(f'{folder}/docs/figures/**/*.*', recursive=True):
            with open(path, 'rb') as file:
                found[os.path.relpath(path, folder)] = file.read()
        return found

    def built(self, own):
        with tempfile.TemporaryDirectory() as folder:
            build_pages.build(folder, own)
            return self.pages(folder)

    def test_another_run_changes_your_run_only(self):
        with tempfile.TemporaryDirectory() as own:
            none = self.built(own)
            # three epochs of seed 7, and figures that are not the captured ones
            with open(f'{own}/history.csv', 'w', encoding='utf-8') as file:
                file.write('epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.53,0.81,0.34,0.87,5.9\n2,0.35,0.87,0.2913,0.893,6.3\n3,0.3,0.89,0.28,0.9,6.4\n')
            with open(f'{own}/settings.txt', 'w', encoding='utf-8') as file:
                file.write('EPOCHS=3\nSEED=7\nBATCH=\n')
            for name in ('8-2/04_loss', '8-3/06_one_pixel'):
                os.makedirs(f'{own}/figures/{os.path.dirname(name)}', exist_ok=True)
                shutil.copy('docs/captured/figures/8-2/06_image.png', f'{own}/figures/{name}.png')
            mine = self.built(own)
        changed = {name for name in none.keys() & mine.keys() if none[name] != mine[name]}
        self.assertEqual(changed, {'en/your_run.md', 'ko/your_run.md'})
        self.assertTrue(all(name.startswith('docs/figures/yours/') for name in mine.keys() - none.keys()), mine.keys() - none.keys())
        page = mine['en/your_run.md']
        for part in ('<code>EPOCHS=3 SEED=7</code>', '10</td><td>3<', '0.2164</td><td>0.2800<', 'epoch 1: 0.528766226 there, 0.53 here', 'figures/yours/8-2/04_loss.png'):
            self.assertIn(part, page)


def said(svg, kind=None):
    """The texts of a drawing in order, or those of one kind."""
    return [text for classes, text in re.findall(r'<text([^>]*)>([^<]*)</text>', svg) if not kind or f'class="{kind}"' in classes]


class Drawings(unittest.TestCase):
    """The drawings hold the numbers that were worked out by hand for the exercises and pages."""

    def circuit(self, name, forward, backward):
        for language in checks.LANGUAGES:
            svg = getattr(circuits, f'draw_{name}')(language)
            values = [text.split(' = ')[-1] for text in said(svg, 'forward')]
            self.assertEqual([values[:len(forward)], said(svg, 'backward')[:len(backward)]], [forward, backward], name)

    def test_chain(self):
        # x 2, w 3, b -1, t 4: y 5, L 1; dy 2, so dx 6, dw 4, db 2, dt -2
        self.circuit('chain', ['2', '3', '6', '−1', '5', '4', '1', '1'], ['6', '4', '2', '2', '2', '−2', '2', '1'])

    def test_softmax(self):
        # e^2, e, 1 and their logarithm; 1/11.1073 is .0900; p - (0 1 0)
        self.circuit('softmax_circuit', ['2', '7.3891', '1', '2.7183', '0', '1', '11.1073', '2.4076', '1.4076', '1'],
                     ['0.6652', '0.0900', '−0.7553', '0.0900', '0.0900', '0.0900', '0.0900', '1', '1', '−1'])

    def test_dense(self):
        # x 3 meets 2 and -1; dy 1 and -1: 2 + 1 = 3
        self.circuit('dense_circuit', ['3', '3', '6', 'y[0]', '3', '−3', 'y[1]'], ['3', '2', '1', '1', '1', '−1', '−1'])

    def test_relu_dropout_pooling(self):
        self.circuit('relu_gate', ['−2', '0', '0', '0', '3', '3'], ['0', '5', '0', '6', '−7', '−7'])
        self.circuit('dropout_circuit', ['3', '0', '3', '5'], ['0', '1', '1.6667', '1'])
        self.circuit('pooling_circuit', ['1', '9', '0', '3', '9'], ['0', '5', '0', '0', '5'])

    def test_winograd_patch_is_the_definition(self):
        d, g = pictures.WINOGRAD_D, pictures.WINOGRAD_G
        by_hand = [[sum(d[r + i][c + j] * g[i][j] for i in range(3) for j in range(3)) for c in range(2)] for r in range(2)]
        self.assertEqual(by_hand[0][0], 1 * 1 + 2 * 2 + 3 * 3 + 0 + 1 * 2 + 0 + 2 * 2 + 0 + 1 * 2)
        self.assertEqual(pictures.winograd_patch()[3], by_hand)
        self.assertEqual(said(pictures.draw_winograd('en'))[-4:], [str(y) for row in by_hand for y in row])

    def test_kernel_pairs_are_the_captured_ones(self):
        cosines = [float(text) for text in said(pictures.draw_kernel_pairs('en')) if '.' in text]
        count = re.search('above 0.8: ([0-9]+)', checks.read('docs/captured/8-3/kernels_compared.txt'))[1]
        self.assertEqual(len(cosines), 32)
        self.assertLessEqual(abs(sum(1 for value in cosines if value > .8) - int(count)), 1)  # .80 rounded

    def test_every_drawing_is_on_a_page_and_is_svg(self):
        used = ' '.join(re.findall(r'^@@draw (\w+)', '\n'.join(checks.read(path) for path in glob.glob('docs/walkthrough/*/*.md')), re.M)).split()
        for module in (build_pages.drawings, circuits, pictures):
            for name in dir(module):
                if name.startswith('draw_') and name != 'draw_path':
                    with self.subTest(name):
                        self.assertIn(name[5:], used)
                        for language in checks.LANGUAGES:
                            ElementTree.fromstring(getattr(module, name)(language))


class Captured(unittest.TestCase):
    """What was captured is what the programs print."""

    QUICK = ('8-2/01_load_data', '8-2/02_build_model', '8-2/03_plot_model', '8-3/03_untrained_weights')

    def test_quick_programs_print_what_was_captured(self):
        for name in self.QUICK:
            program, kept = f'{BUILD}/chapters/{name}', f'docs/captured/{name}.txt'
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                arguments = ['--figures', folder] if '--figures' in run([program, '--help']) else []
                printed = run([program] + arguments).replace(folder, f'build/figures/{name[:3]}')
                self.assertEqual(printed, checks.read(kept))

    def test_captured_training_lies_in_the_ranges(self):
        # val_loss and val_accuracy of epochs 1 to 3 in 35 public Keras runs of this network and split, each range wider by a fifth at both ends
        ranges = [((.3082, .3481), (.8714, .8876)), ((.2638, .3063), (.8865, .9019)), ((.2451, .2974), (.8875, .9101))]
        found = re.findall(r'val_loss: ([\d.]+) - val_accuracy: ([\d.]+)', checks.read('docs/captured/8-2/04_train.txt'))
        self.assertGreaterEqual(len(found), 3)
        for epoch, (values, limits) in enumerate(zip(found, ranges), 1):
            for value, (low, high) in zip(values, limits):
                margin = (high - low) / 5
                self.assertTrue(low - margin <= float(value) <= high + margin, f'epoch {epoch}: {value} is not in {low} to {high}')

    def test_best_epoch_is_the_one_with_the_smallest_loss(self):
        text = checks.read('docs/captured/8-2/04_train.txt')
        losses = [float(loss) for loss in re.findall(r'val_loss: ([\d.]+)', text)]
        epoch, loss = re.search(r'^best epoch: (\d+), val_loss ([\d.]+)', text, re.M).groups()
        self.assertAlmostEqual(losses[int(epoch) - 1], float(loss), places=4)
        self.assertAlmostEqual(min(losses), float(loss), places=4)


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Damaged(unittest.TestCase):
    """A damaged page is noticed."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = self.folder.name
        for part in ('docs/walkthrough', 'chapters', 'exercises'):
            if os.path.isdir(part):
                shutil.copytree(part, f'{self.root}/{part}')
        for path in glob.glob('docs/*.t*'):
            shutil.copy(path, f'{self.root}/docs')

    def tearDown(self):
        self.folder.cleanup()

    def change(self, path, old, new):
        text = checks.read(f'{self.root}/{path}')
        self.assertIn(old, text)
        with open(f'{self.root}/{path}', 'w', encoding='utf-8') as file:
            file.write(text.replace(old, new, 1))

    def noticed(self, check, part):
        before, after = check('.'), check(self.root)
        new = [problem for problem in after if problem not in before]
        self.assertTrue(any(part in problem for problem in new), new)

    def test_a_deleted_snippet(self):
        self.change('docs/walkthrough/en/ch82_04_train.md', '\\snippet 04_train.c train: fit\n', '')
        self.noticed(checks.check_snippets, '04_train.c')

    def test_a_snippet_shown_twice(self):
        self.change('docs/walkthrough/en/ch82_04_train.md', '\\snippet 04_train.c train: fit\n', '\\snippet 04_train.c train: fit\n\n@@more 04_train.c train: fit\n')
        self.noticed(checks.check_snippets, '04_train.c')

    def test_a_line_outside_every_snippet(self):
        with open(f'{self.root}/chapters/8-2/05_evaluate.c', 'a', encoding='utf-8') as file:
            file.write('static int never_shown;\n')
        self.noticed(checks.check_snippets, '05_evaluate.c')

    def test_a_changed_number(self):
        self.change('docs/walkthrough/en/early_stopping.md', '0.2132', '0.2133')
        self.noticed(checks.check_typed_numbers, '.2133')

    def test_a_changed_small_number(self):
        self.change('docs/walkthrough/en/padding_stride.md', 'becomes 14 at', 'becomes 15 at')
        self.noticed(checks.check_languages, 'padding_stride')

    def test_a_changed_product(self):
        self.change('docs/walkthrough/en/back_dense.md', '1*2 + -1*-1 = 3', '1*2 + -1*-1 = 4')
        self.noticed(checks.check_arithmetic, 'it is 3')

    def test_a_number_typed_for_a_value(self):
        self.change('docs/walkthrough/en/ch82_04_train.md', '{{best_val_loss}}', '0.2187')
        self.noticed(checks.check_typed_numbers, '.2187')

    def test_a_wrong_korean_word(self):
        for wrong in checks.WRONG_KOREAN:
            with self.subTest(wrong):
                path = f'{self.root}/docs/walkthrough/ko/index.md'
                kept = checks.read(path)
                with open(path, 'a', encoding='utf-8') as file:
                    file.write(f'\n{wrong}을 더합니다.\n')
                self.noticed(checks.check_korean_words, wrong)
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(kept)

    def test_a_quotation_may_spell_as_it_likes(self):
        with open(f'{self.root}/docs/walkthrough/ko/index.md', 'a', encoding='utf-8') as file:
            file.write('\n다른 책은 “편향”이라고 합니다.\n')
        self.assertEqual(checks.check_korean_words(self.root), [])

    def test_a_misspelled_word(self):
        self.change('docs/walkthrough/en/pooling.md', 'smaller', 'smalller')
        self.noticed(lambda root: checks.check_spelling(root, 'en'), 'smalller')

    def test_an_answer_of_one_language_only(self):
        self.change('docs/walkthrough/ko/slope.md', '@@answer', '@@number 1')
        self.noticed(checks.check_languages, 'marks differ')

    def test_a_missing_figure_in_one_language(self):
        text = checks.read('docs/walkthrough/ko/convolution.md')
        self.change('docs/walkthrough/ko/convolution.md', re.search(r'^@@draw.*$', text, re.M)[0], '')
        self.noticed(checks.check_languages, 'marks differ')

    def test_a_question_without_its_answer(self):
        self.change('docs/walkthrough/ko/keras_to_c.md', "`metrics='accuracy'`", '')
        self.noticed(checks.check_questions, "metrics='accuracy' is refused")

    def test_a_figure_without_a_description(self):
        self.change('docs/walkthrough/ko/index.md', ' | 에포크에 따른 곡선', '')
        self.noticed(checks.check_descriptions, 'ko/index')

    def test_an_answer_in_the_open(self):
        self.change('docs/walkthrough/en/dense.md', '@@answer\n', '')
        self.noticed(checks.check_answers, 'en/dense: guess 1')

    def test_a_solution_before_its_exercise(self):
        self.change('docs/walkthrough/ko/pooling.md', '@@exercise 09', '')
        self.noticed(checks.check_answers, 'exercise 09')

    def test_an_exercise_without_a_page(self):
        self.change('docs/walkthrough/en/dense.md', '@@exercise 10 11', '@@exercise 10')
        self.noticed(checks.check_exercises, 'exercise 11')

    def test_a_question_without_a_page(self):
        self.change('docs/walkthrough/ko/ch82_02_build_model.md', '@@reading flatten_index', '')
        self.noticed(checks.check_exercises, 'flatten_index')

    def test_a_changed_title(self):
        self.change('docs/walkthrough/en/pooling.md', '# Pooling', '# About pooling')
        self.noticed(checks.check_hints, '09_max_pooling')

    def test_a_changed_worked_example(self):
        self.change('docs/walkthrough/en/convolution.md', 'x: 1 2 0', 'x: 1 2 1')
        self.noticed(checks.check_examples, 'convolution')


if __name__ == '__main__':
    unittest.main()
