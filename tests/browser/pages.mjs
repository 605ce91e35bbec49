/*
 * Opens every page of the walkthrough from file:// in a headless Chromium: node pages.mjs SITE [WORD]
 * With a WORD only the pages whose name holds it.
 *
 * Each page must open without an error on the console, with every image, link and anchor there and every formula drawn, without horizontal
 * scrolling of the page at 390 and 1280 pixels, and pass axe-core's rules for contrast and structure in both themes. Then search, theme,
 * language and the way from the first page to the last are tried.
 */
import fs from 'node:fs';
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

async function checkPage(browser, language, name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('requestfailed', (request) => errors.push('not loaded: ' + request.url()));
  page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || errors.push('asks the network: ' + request.url()));
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
    raw: /\\f[\[$]|\\\(|\\\[|\\ilinebr/.test(document.querySelector('main').innerText),
  }));
  check(formulas.drawn >= formulas.scripts && !formulas.errors && !formulas.raw, `${where}: formulas ${JSON.stringify(formulas)}`);

  /* what doxygen has not understood stands in the text as it was written; what it took for a command of its own is gone */
  const prose = await page.evaluate(() => [...document.querySelectorAll('main .contents > p, main .box > p, main .contents > .textblock p, main .contents li')]
    .map((element) => { const copy = element.cloneNode(true); copy.querySelectorAll('code, script, svg').forEach((part) => part.remove()); return copy.textContent; })
    .join('\n'));
  check(!isWalkthrough(language, name) || !/\*\S[^*\n]*\*|\\%|&#/.test(prose), `${where}: raw marks: ${/.{0,20}(\*\S[^*\n]*\*|\\%|&#).{0,20}/.exec(prose)?.[0]}`);
  if (isWalkthrough(language, name)) percents.set(where, (prose.match(/\d[\d.]*%/g) || []).sort().join(' '));

  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(50);
    const over = await page.evaluate(() => {
      const root = document.scrollingElement;
      if (root.scrollWidth <= root.clientWidth) return '';
      const wide = [...document.querySelectorAll('main *')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
      return `${root.scrollWidth}: ${wide.slice(0, 3).map((element) => element.tagName + '.' + element.className).join(' ')}`;
    });
    check(!over, `${where} at ${width}: scrolls sideways: ${over}`);
  }

  await page.evaluate(axe);
  for (const theme of ['light-mode', 'dark-mode']) {
    await page.evaluate((name) => { document.documentElement.className = name; }, theme);
    await page.waitForTimeout(50);
    const violations = await page.evaluate(() => window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'], resultTypes: ['violations'], preload: false }));
    const said = violations.violations.map((violation) => `${violation.id} (${violation.nodes.length}): ${violation.nodes[0].target} ` +
      violation.nodes[0].failureSummary.replace(/\s+/g, ' ').slice(0, 160));
    check(said.length === 0, `${where} ${theme}: ${said.join(' | ')}`);
  }
  check(errors.length === 0, `${where}: ${errors.join('; ')}`);
  await context.close();
}

/* ---- what a reader does ---- */
async function checkUse(browser, language) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  for (const [words, expected] of [['MaxPooling2D', /MaxPooling2D/], ['합성곱', /합성곱/], ['conv2d_forward_naive', /conv2d_forward_naive/]]) {
    if (words === '합성곱' && language === 'en') continue;
    await page.goto(url(language, 'index.html'));
    await page.fill('#search', words);
    const found = await page.locator('#found a').allInnerTexts();
    check(found.some((text) => expected.test(text)), `${language}: search for ${words} finds ${found}`);
    if (found.length) {
      await page.locator('#found a').first().click();
      await page.waitForLoadState();
      check(!page.url().endsWith('/index.html'), `${language}: the first hit for ${words} leads nowhere`);
    }
  }

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
  const all = pages(language).filter((name) => isWalkthrough(language, name));
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
  for (const language of languages) {
    for (const name of pages(language).filter((name) => name.includes(word))) {
      checkLinks(language, name);
      await checkPage(browser, language, name);
    }
    if (!word) await checkUse(browser, language);
  }
  for (const [where, found] of percents)
    if (where.startsWith('ko/')) check(found === percents.get(where.replace('ko/', 'en/')), `${where}: ${found}; English: ${percents.get(where.replace('ko/', 'en/'))}`);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
