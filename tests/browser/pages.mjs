/*
 * Opens every page of the walkthrough from file:// in a headless Chromium: node pages.mjs SITE [WORD]
 * With a WORD only the pages whose name holds it.
 *
 * Each page must open without an error on the console, with every image, link and anchor there and every formula drawn, without horizontal
 * scrolling of the page at 390 and 1280 pixels, and pass axe-core's rules for contrast and structure in both themes, everything unfolded.
 * Then a reader's queries (queries.tsv), folding, copying, keys, print, theme, language and the way from the first page to the last.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { launchOptions } from './browser.mjs';

const site = path.resolve(process.argv[2]);
const word = process.argv[3] || '';
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const languages = ['en', 'ko'];
const url = (...parts) => pathToFileURL(path.join(site, ...parts)).href;

let passed = 0;
const failures = [];
function check(condition, text) {
  if (condition) passed++;
  else failures.push(text), console.log('FAILED ' + text);
}

const pages = (language) => fs.readdirSync(path.join(site, language)).filter((name) => name.endsWith('.html')).sort();
/* the pages of the walkthrough name the one before or after them; those of the reference do not */
const isWalkthrough = (language, name) => fs.readFileSync(path.join(site, language, name), 'utf8').includes('class="prevnext"');

/* ---- links and anchors, over the files themselves ---- */
const ids = new Map();
function anchors(file) {
  if (!ids.has(file)) {
    const text = fs.readFileSync(file, 'utf8');
    ids.set(file, new Set([...text.matchAll(/\b(?:id|name)="([^"]*)"/g)].map((match) => match[1])));
  }
  return ids.get(file);
}

function checkLinks(language, name) {
  const file = path.join(site, language, name);
  const text = fs.readFileSync(file, 'utf8').replace(/<script[\s\S]*?<\/script>/g, '');
  const wrong = [];
  for (const [, attribute, target] of text.matchAll(/\b(href|src|srcset)="([^"]*)"/g)) {
    if (/^(data|mailto|javascript):/.test(target) || target === '') continue;
    if (/^[a-z]+:/.test(target)) { wrong.push(`${target} is not relative`); continue; }
    const [where, anchor] = target.split('#');
    const there = where ? path.resolve(path.dirname(file), decodeURIComponent(where)) : file;
    if (!there.startsWith(site)) wrong.push(`${target} leads out of the site`);
    else if (!fs.existsSync(there)) wrong.push(`${attribute} ${target} is not there`);
    else if (anchor && !anchors(there).has(decodeURIComponent(anchor))) wrong.push(`${target} has no such anchor`);
  }
  check(wrong.length === 0, `${language}/${name}: ${wrong.join('; ')}`);
}

/* the percentages in the prose of each page: the same in both languages */
const percents = new Map();

async function settle(page) {
  await page.waitForFunction(() => !window.MathJax ||
    (window.MathJax.isReady && window.MathJax.Hub.queue.pending === 0 && !window.MathJax.Hub.queue.running));
}

/* what axe asks: the surroundings, the same on every page, are asked on the first pages only; each page's own part always */
const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];

async function frames(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function checkPage(page, errors, language, name) {
  const walkthrough = isWalkthrough(language, name);
  const whole = name === 'whole_book.html';
  errors.length = 0;
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(url(language, name));
  await settle(page);
  const where = `${language}/${name}`;

  const images = await page.evaluate(async () => {
    const wrong = [];
    for (const image of document.images) {
      image.loading = 'eager';
      await image.decode().catch(() => { });
      if (!image.naturalWidth) wrong.push(image.src);
    }
    return wrong;
  });
  check(images.length === 0, `${where}: images not shown: ${images}`);
  const formulas = await page.evaluate(() => ({
    scripts: document.querySelectorAll('script[type^="math/tex"]').length,
    drawn: document.querySelectorAll('.MathJax_SVG svg').length,
    errors: document.querySelectorAll('.MathJax_Error, .merror, [data-mjx-error]').length,
    raw: /\\f[\[$]|\\\(|\\\[|\\ilinebr/.test(document.querySelector('main').textContent),
  }));
  check(formulas.drawn >= formulas.scripts && !formulas.errors && !formulas.raw, `${where}: formulas ${JSON.stringify(formulas)}`);

  /* what doxygen has not understood stands in the text as it was written; what it took for a command of its own is gone */
  const prose = await page.evaluate(() => [...document.querySelectorAll('main .contents > p, main .box > p, main details > p, main .contents > .textblock p, main .contents li')]
    .map((element) => { const copy = element.cloneNode(true); copy.querySelectorAll('code, script, svg').forEach((part) => part.remove()); return copy.textContent; })
    .join('\n'));
  check(!walkthrough || !/\*\S[^*\n]*\*|\\%|&#/.test(prose), `${where}: raw marks: ${/.{0,20}(\*\S[^*\n]*\*|\\%|&#).{0,20}/.exec(prose)?.[0]}`);
  if (walkthrough && !whole) percents.set(where, (prose.match(/\d[\d.]*%/g) || []).sort().join(' '));

  /* everything unfolded, at both widths and in both themes */
  await page.evaluate(() => document.querySelectorAll('main details').forEach((details) => { details.open = true; }));
  await page.evaluate(axe);
  const wide = ['index.html', 'convolution.html', 'files.html'].includes(name);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await frames(page);
    const over = await page.evaluate(() => {
      const root = document.scrollingElement;
      if (root.scrollWidth <= root.clientWidth) return '';
      const wide = [...document.querySelectorAll('main *')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
      return `${root.scrollWidth}: ${wide.slice(0, 3).map((element) => element.tagName + '.' + element.className).join(' ')}`;
    });
    check(!over, `${where} at ${width}: scrolls sideways: ${over}`);
    if (whole) continue; /* its parts are asked on their own pages */
    /* the structure does not depend on the theme, and the colours not on the width; the reference is doxygen's, asked once */
    for (const theme of walkthrough && width === 1280 ? ['light-mode', 'dark-mode'] : ['light-mode']) {
      if (!walkthrough && width === 390) continue;
      await page.evaluate((name) => { document.documentElement.className = name + ' scripted'; }, theme);
      await frames(page);
      const said = await page.evaluate(async ([tags, contrastOnly, noContrast, everything]) => {
        const options = { resultTypes: ['violations'], preload: false };
        if (contrastOnly) options.runOnly = ['color-contrast'];
        else Object.assign(options, { runOnly: tags, rules: noContrast ? { 'color-contrast': { enabled: false } } : {} });
        const context = everything || !contrastOnly ? document : document.querySelector('main');
        const violations = (await window.axe.run(context, options)).violations;
        return violations.map((violation) => `${violation.id} (${violation.nodes.length}): ${violation.nodes[0].target} ` +
          violation.nodes[0].failureSummary.replace(/\s+/g, ' ').slice(0, 160));
      }, [rules, theme === 'dark-mode', width === 390, wide]);
      check(said.length === 0, `${where} ${theme} at ${width}: ${said.join(' | ')}`);
    }
  }
  check(errors.length === 0, `${where}: ${errors.join('; ')}`);
}

/* a browser tab that takes one page after the other */
async function tab(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('requestfailed', (request) => errors.push('not loaded: ' + request.url()));
  page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || errors.push('asks the network: ' + request.url()));
  return { context, page, errors };
}

/* ---- what a reader does ---- */
async function checkUse(browser, language) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  /* what readers type, and the page that must come first or second */
  await page.goto(url(language, 'index.html'));
  for (const line of fs.readFileSync(new URL('./queries.tsv', import.meta.url), 'utf8').split('\n')) {
    const [of, words, wanted] = line.split('\t');
    if (of !== language) continue;
    await page.fill('#search', words);
    const found = await page.$$eval('#found a', (links) => links.map((link) => link.getAttribute('href').split(/[.#]/)[0]));
    const pages = [...new Set(found)].slice(0, 2);
    check(wanted.split(' ').some((slug) => pages.includes(slug)), `${language}: the search for "${words}" finds ${pages}, and not ${wanted}`);
  }
  await page.fill('#search', 'MaxPooling2D');
  check(await page.$eval('#found a .excerpt mark', (mark) => /maxpooling2d/i.test(mark.textContent)), `${language}: the words found are not marked in their sentence`);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.href.endsWith('/index.html')).catch(() => { });
  check(!page.url().endsWith('/index.html'), `${language}: Enter does not lead to the first hit`);
  await page.goto(url(language, 'index.html'));
  await page.fill('#search', 'qwertzuiop');
  const nothing = await page.locator('#found').innerText();
  check(nothing.includes('qwertzuiop') && !await page.locator('#found a').count(), `${language}: nothing found is not said: ${nothing}`);
  await page.fill('#search', 'padding');
  for (let n = 0; n < 40 && await page.evaluate(() => document.activeElement.closest('.search')); n++) await page.keyboard.press('Tab');
  check(!await page.locator('#found').isVisible(), `${language}: the list of finds stays open when Tab leaves it`);

  /* / goes to the search, and can be turned off */
  const slash = async () => {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('/');
    return page.evaluate(() => document.activeElement.id === 'search');
  };
  check(await slash(), `${language}: / does not go to the search`);
  await page.click('#slash');
  check(!await slash(), `${language}: / cannot be turned off`);
  await page.click('#slash');

  /* folded: answers and solutions; copied: code; kept: what was read */
  await page.goto(url(language, 'dense.html'));
  check(!await page.locator('details.answer p').first().isVisible(), `${language}: the answer is open`);
  await page.locator('details.answer summary').first().click();
  check(await page.locator('details.answer p').first().isVisible(), `${language}: the answer does not open`);
  check(await page.locator('details.code .fragment').count() > 0, `${language}: no folded solution`);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const code = page.locator('.copyable').first();
  await code.locator('.copy').click();
  await page.waitForFunction(() => document.querySelector('.copy').textContent !== document.querySelector('.bar').dataset.copy);
  check((await page.evaluate(() => navigator.clipboard.readText())).includes('keras.layers.Flatten())\n'), `${language}: the copy is not the code`);
  await page.evaluate(() => document.querySelector('.prevnext').scrollIntoView());
  await page.waitForSelector('.pages [data-page=dense] .done');
  await page.goto(url(language, 'pooling.html'));
  check(await page.locator('.pages [data-page=dense] .done').count() === 1, `${language}: what was read is forgotten`);
  check(/\d+/.test(await page.locator('.about .place').innerText()), `${language}: the page does not say its number`);
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(/dense\.html/);

  /* an anchor of a section, the same in both languages, and the contents at the right */
  await page.goto(url(language, 'convolution.html') + '#convolution_relu');
  check(await page.evaluate(() => document.getElementById('convolution_relu').getBoundingClientRect().top < 300), `${language}: #convolution_relu does not lead to the section`);
  check(await page.locator('.on-page a').count() === await page.locator('main .contents h2').count(), `${language}: the contents of the page are not its sections`);

  /* dark without script; print: light, everything open, nothing cut off */
  const plain = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark', viewport: { width: 1280, height: 900 } });
  const still = await plain.newPage();
  await still.goto(url(language, 'convolution.html'));
  check(!await still.locator('#theme').isVisible() && !await still.locator('#search').isVisible(), `${language}: without script there are buttons that do nothing`);
  const box = await still.locator('.box').first().evaluate((element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]);
  const light = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  check(light(box[1]) - light(box[0]) > 300, `${language}: dark without script: ${box}`);
  await plain.close();
  await page.goto(url(language, 'what_maps_show.html'));
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 700, height: 900 });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const cut = await page.evaluate(() => [...document.querySelectorAll('main .fragment, main pre')].filter((code) => code.scrollWidth > code.clientWidth + 1).length);
  check(cut === 0, `${language}: ${cut} pieces of code are cut off in print`);
  check(await page.evaluate(() => [...document.querySelectorAll('main details')].every((details) => details.open)), `${language}: what is folded is not printed`);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.goto(url(language, 'index.html'));
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.click('#theme');
  const after = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check(before !== after, `${language}: the theme button changes nothing`);
  await page.reload();
  check(await page.evaluate(() => getComputedStyle(document.body).backgroundColor) === after, `${language}: the theme is forgotten`);

  /* from the first page to the last by the links at the foot, each page once */
  const seen = [];
  let next = 'index.html';
  while (next && !seen.includes(next)) {
    seen.push(next);
    await page.goto(url(language, next), { waitUntil: 'domcontentloaded' });
    const current = await page.locator('.pages a[aria-current]').getAttribute('href');
    check(current === next, `${language}/${next}: the list of pages marks ${current}`);
    next = await page.locator('.prevnext a[rel=next]').count() ? await page.locator('.prevnext a[rel=next]').getAttribute('href') : null;
  }
  const all = pages(language).filter((name) => isWalkthrough(language, name) && name !== 'whole_book.html');
  check(seen.length === all.length, `${language}: the links at the foot lead through ${seen.length} of ${all.length} pages`);

  /* the other language's page, and back */
  await page.goto(url(language, 'index.html'));
  await page.click('.bar .switch');
  check(page.url().includes(language === 'en' ? '/ko/index.html' : '/en/index.html'), `${language}: the other language is at ${page.url()}`);

  /* on a phone the list of pages is folded, and opens */
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(url(language, 'index.html'));
  check(!await page.locator('.pages nav').isVisible(), `${language}: the list of pages is open on a phone`);
  await page.click('.pages summary');
  check(await page.locator('.pages nav').isVisible(), `${language}: the list of pages does not open on a phone`);
  await context.close();
}

const browser = await chromium.launch(launchOptions);
try {
  const work = [];
  for (const language of languages)
    for (const name of pages(language).filter((name) => name.includes(word))) work.push([language, name]);
  for (const [language, name] of work) checkLinks(language, name);
  /* the longest pages first, and as many at a time as there are processors, and one */
  work.sort((a, b) => fs.statSync(path.join(site, ...b)).size - fs.statSync(path.join(site, ...a)).size);
  await Promise.all(Array.from({ length: os.availableParallelism() + 1 }, async () => {
    const { context, page, errors } = await tab(browser);
    for (let next = work.shift(); next; next = work.shift()) await checkPage(page, errors, ...next);
    await context.close();
  }));
  if (!word) await Promise.all(languages.map((language) => checkUse(browser, language)));
  for (const [where, found] of percents)
    if (where.startsWith('ko/')) check(found === percents.get(where.replace('ko/', 'en/')), `${where}: ${found}; English: ${percents.get(where.replace('ko/', 'en/'))}`);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
