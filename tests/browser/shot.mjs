/*
 * Takes a picture of a page: node shot.mjs URL OUT.png WIDTH light|dark
 * The whole page, unless a height is given as WIDTHxHEIGHT.
 */
import { chromium } from 'playwright-core';
import { launchOptions } from './browser.mjs';

const [url, out, size, theme] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
const browser = await chromium.launch(launchOptions);
const page = await browser.newPage({ viewport: { width, height: height || 900 }, colorScheme: theme });
await page.goto(url);
await page.waitForFunction(() => !window.MathJax || window.MathJax.Hub.queue.pending === 0);
/* images load when they come into sight: here all of them at once */
await page.evaluate(() => Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode().catch(() => { }); })));
await page.waitForTimeout(300);
await page.screenshot({ path: out, fullPage: !height });
await browser.close();
