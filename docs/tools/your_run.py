"""The page 'Your run': what lies in build/ beside what was captured. No other page knows of it."""
import csv
import html
import os
import re

from site_data import DOCS, read

# the figures that stand beside the captured ones, and the page that talks about each
FIGURES = [('8-2/04_loss', 'ch82_04_train'), ('8-3/02_trained_histogram', 'ch83_02_trained_weights'), ('8-3/02_trained_kernels', 'ch83_02_trained_weights'),
           ('8-3/06_one_pixel', 'what_maps_show'), ('8-3/10_a_confusion', 'what_maps_show'), ('8-3/10_b_mistakes', 'what_maps_show')]

WORDS = {
    'en': {'none': 'There is no run of yours yet. <code>make chapter-8-2 chapter-8-3</code> makes one, and <code>make docs</code> then puts it here.',
           'captured': 'the pages’ run', 'yours': 'yours', 'epochs': 'epochs', 'best_epoch': 'best epoch', 'val_loss': 'its validation loss',
           'val_accuracy': 'its validation accuracy', 'seconds': 'seconds an epoch', 'right': 'validation images right', 'pixel': 'the number opened',
           'pixel_text': 'map {}, row {}, column {}', 'settings': 'Your settings: {}.', 'plain': 'Your settings: none but the defaults.',
           'same': 'Loss and accuracy of every epoch are the captured ones, to the digit.',
           'differs': 'The two runs part in epoch {0}: {1} there, {2} here. {3}',
           'epochs_differ': 'Yours has {1} epochs, the pages’ {0}. ', 'why': 'Other settings do that, and so does another processor or compiler: the order of additions decides the last digit, and training makes it large.'},
    'ko': {'none': '아직 여러분의 실행 결과가 없습니다. <code>make chapter-8-2 chapter-8-3</code>을 실행한 다음 <code>make docs</code>를 실행하면 여기에 나타납니다.',
           'captured': '이 책의 실행', 'yours': '여러분의 실행', 'epochs': '에포크 수', 'best_epoch': '가장 좋은 에포크', 'val_loss': '그때의 검증 손실',
           'val_accuracy': '그때의 검증 정확도', 'seconds': '에포크당 초', 'right': '맞힌 검증 이미지', 'pixel': '풀어 본 숫자',
           'pixel_text': '특성 맵 {}, {}행 {}열', 'settings': '여러분의 설정: {}.', 'plain': '여러분의 설정: 모두 기본값.',
           'same': '모든 에포크의 손실과 정확도가 이 책의 실행과 마지막 자리까지 같습니다.',
           'differs': '두 실행은 에포크 {0}부터 다릅니다. 이 책의 손실은 {1}, 여러분의 손실은 {2}입니다. {3}',
           'epochs_differ': '여러분은 {1}에포크, 이 책은 {0}에포크를 훈련했습니다. ', 'why': '설정이 다르면 그렇고, 프로세서나 컴파일러가 달라도 그렇습니다. 덧셈 순서가 끝자리를 바꾸고 훈련이 그 차이를 키웁니다.'},
}


def history(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8', newline='') as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def numbers(folder, epochs):
    """What a run gave, as far as its files say."""
    found = {}
    if epochs:
        best = min(epochs, key=lambda row: row['val_loss'])
        found = {'epochs': f'{len(epochs)}', 'best_epoch': f'{best["epoch"]:.0f}', 'val_loss': f'{best["val_loss"]:.4f}', 'val_accuracy': f'{best["val_accuracy"]:.2%}',
                 'seconds': f'{sum(row["seconds"] for row in epochs) / len(epochs):.1f}'}
    confusion = f'{folder}/8-3/10_a_confusion.dat'
    if os.path.exists(confusion):  # a hundred squares, row after row; the right ones stand on the diagonal
        squares = re.findall(r'^\d+ .*"(\d*)" \d+$', read(confusion), re.M)[:100]
        found['right'] = f'{sum(int(count or 0) for count in squares[::11]):,}'
    elif os.path.exists(f'{folder}/../8-3/10_mistakes.txt'):
        found['right'] = f'{int(re.search("^([0-9]+) of", read(f"{folder}/../8-3/10_mistakes.txt"), re.M)[1]):,}'
    pixel = f'{folder}/8-3/06_one_pixel.svg'
    if os.path.exists(pixel):
        text = read(pixel)
        places = [re.search(pattern, text) for pattern in (r'>feature map (\d+)<', r'>row (\d+), column (\d+):<')]
        if all(places):
            found['pixel'] = (places[0][1], places[1][1], places[1][2])
    return {key: value for key, value in found.items() if value}


def settings(own):
    if not os.path.exists(f'{own}/settings.txt'):
        return ''
    return ' '.join(line for line in read(f'{own}/settings.txt').split('\n') if re.fullmatch(r'[A-Z]+=.+', line))


def page(builder, own):
    """The inside of the page as HTML."""
    words = WORDS[builder.language]
    captured, yours = history(f'{DOCS}/captured/history.csv'), history(f'{own}/history.csv')
    own_figures = f'{own}/figures'
    figures = [(name, slug) for name, slug in FIGURES if os.path.exists(f'{own_figures}/{name}.png') and os.path.exists(f'{DOCS}/captured/figures/{name}.png')]
    if not yours and not figures:
        return f'<p>{words["none"]}</p>'
    out = []
    asked = settings(own)
    if yours:
        out.append(f'<p>{words["settings"].format(f"<code>{html.escape(asked)}</code>") if asked else words["plain"]}</p>')
        keys = ('loss', 'accuracy', 'val_loss', 'val_accuracy')
        parted = next((n for n, (theirs, mine) in enumerate(zip(captured, yours)) if any(theirs[key] != mine[key] for key in keys)), None)
        if parted is not None:
            out.append(f'<p>{words["differs"].format(parted + 1, captured[parted]["loss"], yours[parted]["loss"], words["why"])}</p>')
        elif len(captured) == len(yours):
            out.append(f'<p>{words["same"]}</p>')
        if len(captured) != len(yours):
            out.append(f'<p>{words["epochs_differ"].format(len(captured), len(yours))}</p>')
    there, mine = numbers(f'{DOCS}/captured/figures', captured), numbers(own_figures, yours)
    rows = []
    for key in ('epochs', 'best_epoch', 'val_loss', 'val_accuracy', 'seconds', 'right', 'pixel'):
        if key in there and key in mine:
            pair = [words['pixel_text'].format(*value[key]) if key == 'pixel' else value[key] for value in (there, mine)]
            rows.append(f'<tr><th scope="row">{words[key]}</th><td>{pair[0]}</td><td>{pair[1]}</td></tr>')
    if rows:
        out.append(f'<div class="scroll" tabindex="0"><table class="run"><thead><tr><td></td><th scope="col">{words["captured"]}</th><th scope="col">{words["yours"]}</th></tr></thead>'
                   f'<tbody>{"".join(rows)}</tbody></table></div>')
    for name, slug in figures:
        title = builder.by_slug[slug].title.get(builder.language, slug)
        out.append(f'<h3><a href="{slug}.html">{html.escape(title)}</a></h3><div class="pair">'
                   + builder.figure_html(f'{DOCS}/captured/figures', name, words['captured'])
                   + builder.figure_html(own_figures, name, words['yours'], target='yours/') + '</div>')
    return '\n'.join(out)
