/* The little that moves on the pages: theme, search, copying, what was read. Everything can be read without it. */
(function () {
  'use strict';
  var root = document.documentElement;
  var words = document.querySelector('.bar').dataset;

  /* what a reader's browser remembers; a private window may refuse */
  function recall(key) { try { return localStorage.getItem('convbook-' + key); } catch (error) { return null; } }
  function keep(key, value) {
    try { if (value === null) localStorage.removeItem('convbook-' + key); else localStorage.setItem('convbook-' + key, value); } catch (error) { }
  }
  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  function fill(text) {
    var values = arguments;
    return text.replace(/\{(\d)\}/g, function (all, n) { return values[+n + 1]; });
  }

  /* ---- light and dark: as the system says, the other one, this one, and round again ---- */
  var theme = document.getElementById('theme');
  var system = window.matchMedia('(prefers-color-scheme: dark)');
  function showTheme() {
    var chosen = recall('theme');
    root.className = (chosen || (system.matches ? 'dark' : 'light')) + '-mode scripted';
    theme.textContent = words[chosen === 'dark' ? 'themeDark' : chosen === 'light' ? 'themeLight' : 'themeSystem'];
  }
  theme.addEventListener('click', function () {
    var first = system.matches ? 'light' : 'dark', second = system.matches ? 'dark' : 'light';
    var chosen = recall('theme');
    keep('theme', !chosen ? first : chosen === first ? second : null);
    showTheme();
  });
  system.addEventListener('change', showTheme);
  showTheme();

  /* ---- the list of pages shows where we are, and what was read ---- */
  var links = [].slice.call(document.querySelectorAll('.pages [data-page]'));
  var slug = root.dataset.page;
  var here = document.querySelector('.pages [aria-current]');
  var pages = here && here.closest('details');
  if (pages && pages.scrollHeight > pages.clientHeight) pages.scrollTop = here.offsetTop - pages.clientHeight / 3;
  function list(key) { return (recall(key) || '').split(' ').filter(Boolean); }
  function showRead() {
    var read = list('read');
    links.forEach(function (link) {
      var mark = link.querySelector('.done');
      var done = read.indexOf(link.dataset.page) >= 0;
      if (done && !mark) { link.appendChild(element('span', 'done', ' ✓')).setAttribute('title', words.isRead); }
    });
  }
  showRead();
  var foot = document.querySelector('.prevnext');
  if (slug && foot) {
    var number = links.findIndex(function (link) { return link.dataset.page === slug; }) + 1;
    var about = document.querySelector('.about') || document.querySelector('.contents').insertBefore(element('p', 'about'), document.querySelector('.contents').firstChild);
    var read = list('read').filter(function (name) { return links.some(function (link) { return link.dataset.page === name; }); });
    about.appendChild(element('span', 'place', (about.textContent ? ' · ' : '') + fill(words.place, number, links.length) +
      (read.length ? ' · ' + fill(words.read, read.length, links.length) : '')));
    if (window.IntersectionObserver)
      new IntersectionObserver(function (seen) {
        if (!seen.some(function (one) { return one.isIntersecting; }) || !window.scrollY) return;
        var now = list('read');
        if (now.indexOf(slug) < 0) { keep('read', now.concat(slug).join(' ')); showRead(); }
      }).observe(foot);
  }
  /* the exercises that a reader has ticked off */
  document.querySelectorAll('.box.exercise[data-exercise]').forEach(function (box) {
    var label = element('label', 'solved');
    var tick = label.appendChild(element('input'));
    tick.type = 'checkbox';
    tick.checked = list('solved').indexOf(box.dataset.exercise) >= 0;
    label.appendChild(document.createTextNode(' ' + words.passed));
    tick.addEventListener('change', function () {
      var solved = list('solved').filter(function (one) { return one !== box.dataset.exercise; });
      keep('solved', (tick.checked ? solved.concat(box.dataset.exercise) : solved).join(' '));
    });
    box.querySelector('p').appendChild(label);
  });

  /* ---- copy buttons ---- */
  document.querySelectorAll('main div.fragment, main pre.output').forEach(function (code) {
    if (!slug) return;
    var frame = element('div', 'copyable');
    code.parentNode.insertBefore(frame, code);
    frame.appendChild(code);
    var button = element('button', 'copy', words.copy);
    button.type = 'button';
    button.addEventListener('click', function () {
      var lines = [].slice.call(code.querySelectorAll('.line'));
      var text = lines.length ? lines.map(function (line) { return line.textContent.replace(/\n$/, ''); }).join('\n') : code.textContent;
      function done() {
        button.textContent = words.copied;
        setTimeout(function () { button.textContent = words.copy; }, 1500);
      }
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, function () { });
      else { /* older browsers, from the disk */
        var area = document.body.appendChild(element('textarea'));
        area.value = text;
        area.select();
        if (document.execCommand('copy')) done();
        area.remove();
      }
    });
    frame.appendChild(button);
  });

  /* what is folded is printed all the same */
  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = [].slice.call(document.querySelectorAll('main details:not([open])'));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener('afterprint', function () { opened.forEach(function (details) { details.open = false; }); });

  /* ---- search: every section's words, by lunr; Hangul by pairs of syllables, so that a part of a word is found ---- */
  var field = document.getElementById('search');
  var found = document.getElementById('found');
  var status = document.getElementById('found-count');
  var documents = window.searchDocuments || [];
  var index = null;

  function pieces(text) {
    var tokens = [];
    (String(text || '').toLowerCase().match(/[a-z0-9]+(?:_[a-z0-9]+)*|[가-힣]+/g) || []).forEach(function (word) {
      if (/[가-힣]/.test(word)) {
        if (word.length === 1) tokens.push(word);
        for (var n = 0; n + 1 < word.length; n++) tokens.push(word.slice(n, n + 2));
      } else {
        tokens.push(word);
        if (word.indexOf('_') > 0) tokens = tokens.concat(word.split('_'));
      }
    });
    return tokens;
  }
  function build() {
    index = lunr(function () {
      this.tokenizer = function (text) { return pieces(text).map(function (piece) { return new lunr.Token(piece, {}); }); };
      this.pipeline.reset();
      this.pipeline.add(lunr.stemmer);
      this.searchPipeline.reset();
      this.searchPipeline.add(lunr.stemmer);
      this.ref('id');
      this.field('t', { boost: 8 });
      this.field('k', { boost: 4 });
      this.field('x');
      this.field('c', { boost: .2 });
      documents.forEach(function (entry, id) { this.add({ id: id, t: entry.t, k: entry.k, x: entry.x, c: entry.c }); }, this);
    });
  }
  function ask(tokens, all) {
    return index.query(function (query) {
      tokens.forEach(function (token) {
        var latin = /^[a-z]/.test(token);
        query.term(token, { boost: 4, usePipeline: true, presence: all && !latin ? lunr.Query.presence.REQUIRED : lunr.Query.presence.OPTIONAL });
        if (latin && token.length > 2) query.term(token, { usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING });
      });
    });
  }
  /* the words as they were typed, side by side, tell more than their number */
  function search(text) {
    var typed = text.trim().toLowerCase().replace(/\s+/g, ' ');
    var tokens = pieces(typed);
    if (!tokens.length) return [];
    if (!index) build();
    var typedWords = typed.split(' ');
    var hits = ask(tokens, true).map(function (hit) {
      var entry = documents[+hit.ref];
      var title = entry.t.toLowerCase(), keys = (entry.k || '').toLowerCase(), words_ = (entry.x || '').toLowerCase(), all = title + ' ' + keys + ' ' + words_ + ' ' + (entry.c || '').toLowerCase();
      var score = hit.score;
      var stems = typedWords.map(function (word) { return /^[a-z]{5,}$/.test(word) ? word.slice(0, -1) : word; });
      if (!stems.every(function (stem) { return all.indexOf(stem) >= 0; })) return null;
      /* Latin words from their beginning, Hangul anywhere */
      var together = new RegExp((/^[a-z0-9]/.test(typed) ? '(^|[^a-z0-9])' : '') + typed.replace(/[^a-z0-9가-힣 ]/g, '\\$&'));
      if (title === typed || title.split(' (')[0] === typed) score *= 4;
      else if (together.test(title)) score *= 2.5;
      if (together.test(keys)) score *= 2.5;
      if (together.test(words_)) score *= 3;
      if (entry.s === 1) score *= title === typed ? .5 : .08;
      return { entry: entry, score: score };
    }).filter(Boolean).sort(function (a, b) { return b.score - a.score; });
    /* no page more than twice */
    var seen = {};
    return hits.filter(function (hit) {
      var page = hit.entry.u.split('#')[0];
      seen[page] = (seen[page] || 0) + 1;
      return seen[page] <= 2;
    }).slice(0, 15).map(function (hit) { return hit.entry; });
  }

  /* the place of the text where the words stand, the words marked */
  function excerpt(entry, typed) {
    var text = entry.x || '';
    if (entry.c && text.toLowerCase().indexOf(typed.trim().toLowerCase()) < 0 && entry.c.toLowerCase().indexOf(typed.trim().toLowerCase()) >= 0) text = entry.c;
    var low = text.toLowerCase(), small = element('span', 'excerpt');
    var wanted = [typed.trim().toLowerCase()].concat(typed.trim().toLowerCase().split(/\s+/));
    var word = wanted.find(function (one) { return low.indexOf(one) >= 0; });
    if (!text) return null;
    var at = word ? low.indexOf(word) : 0;
    var start = Math.max(0, at - 45);
    while (start > 0 && start < at && text[start - 1] !== ' ') start++;
    small.appendChild(document.createTextNode((start ? '… ' : '') + text.slice(start, at)));
    if (word) small.appendChild(element('mark', '', text.slice(at, at + word.length)));
    small.appendChild(document.createTextNode(text.slice(at + (word || '').length, at + 110) + ' …'));
    return small;
  }

  function close() { found.hidden = true; field.setAttribute('aria-expanded', 'false'); }
  function show() {
    var typed = field.value.trim();
    var hits = typed ? search(typed) : [];
    found.textContent = '';
    var items = element('ul');
    hits.forEach(function (entry) {
      var item = items.appendChild(element('li'));
      var link = item.appendChild(element('a', '', entry.t));
      link.href = entry.u;
      link.appendChild(element('small', '', entry.w));
      var part = excerpt(entry, typed);
      if (part) link.appendChild(part);
    });
    if (hits.length) found.appendChild(items);
    else if (typed) found.appendChild(element('p', '', fill(words.nothing, typed)));
    found.hidden = !typed;
    field.setAttribute('aria-expanded', String(!!typed));
    status.textContent = !typed ? '' : hits.length ? hits.length + ' ' + words.found : fill(words.nothing, typed);
  }
  field.addEventListener('input', show);
  field.addEventListener('focus', function () { if (!index && documents.length) setTimeout(function () { if (!index) build(); }, 0); if (field.value.trim()) show(); });
  field.addEventListener('keydown', function (event) {
    var first = found.querySelector('a');
    if (event.key === 'Escape') { field.value = ''; show(); }
    if (event.key === 'Enter' && first) { event.preventDefault(); window.location.href = first.href; }
    if (event.key === 'ArrowDown' && first) { event.preventDefault(); first.focus(); }
  });
  found.addEventListener('keydown', function (event) {
    var item = event.target.closest('li');
    var next = event.key === 'ArrowDown' ? item.nextElementSibling : event.key === 'ArrowUp' ? item.previousElementSibling : null;
    if (event.key === 'Escape') { field.focus(); field.value = ''; show(); }
    if (next) { event.preventDefault(); next.firstElementChild.focus(); }
    else if (event.key === 'ArrowUp') { event.preventDefault(); field.focus(); }
  });
  document.querySelector('.search').addEventListener('focusout', function (event) {
    if (!event.relatedTarget || !event.relatedTarget.closest('.search')) { if (event.relatedTarget) close(); }
  });
  document.addEventListener('click', function (event) { if (!event.target.closest('.search')) close(); });

  /* ---- keys: / goes to the search, unless it is turned off; arrows turn the page ---- */
  var slash = document.getElementById('slash');
  function showSlash() { if (slash) slash.textContent = recall('slash') === 'off' ? words.slashOff : words.slashOn; }
  if (slash) slash.addEventListener('click', function () { keep('slash', recall('slash') === 'off' ? null : 'off'); showSlash(); });
  showSlash();
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === '/' && recall('slash') !== 'off' && !/input|textarea/i.test(event.target.tagName)) { event.preventDefault(); field.focus(); }
    if (event.target !== document.body) return;
    var way = event.key === 'ArrowLeft' ? 'prev' : event.key === 'ArrowRight' ? 'next' : null;
    var link = way && document.querySelector('.prevnext a[rel=' + way + ']');
    if (link) window.location.href = link.href;
  });
})();
