/* The little that moves on the pages: theme, search, copy. Everything can be read without it. */
(function () {
  'use strict';

  /* ---- light and dark ---- */
  var theme = document.getElementById('theme');
  theme.addEventListener('click', function () {
    var dark = document.documentElement.classList.contains('dark-mode');
    document.documentElement.className = dark ? 'light-mode' : 'dark-mode';
    theme.setAttribute('aria-pressed', dark ? 'false' : 'true');
    try { localStorage.setItem('convbook-theme', dark ? 'light' : 'dark'); } catch (error) { }
  });
  theme.setAttribute('aria-pressed', document.documentElement.classList.contains('dark-mode') ? 'true' : 'false');

  /* ---- the list of pages shows where we are ---- */
  var here = document.querySelector('.pages [aria-current]');
  var pages = here && here.closest('details');
  if (pages && pages.scrollHeight > pages.clientHeight) pages.scrollTop = here.offsetTop - pages.clientHeight / 3;

  /* ---- search over titles, sections and symbols ---- */
  var field = document.getElementById('search');
  var list = document.getElementById('found');
  var status = document.getElementById('found-count');
  var index = window.searchIndex || [];

  /* a title that starts with the words comes before one that only holds them; pages before sections before symbols */
  function search(text) {
    var words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return index.map(function (entry) {
      var title = entry.title.toLowerCase();
      var all = title + ' ' + (entry.more || '').toLowerCase();
      if (!words.every(function (word) { return all.indexOf(word) >= 0; })) return null;
      var rank = entry.rank * 2 + (title.indexOf(words[0]) < 0 ? 8 : title.indexOf(words[0]) > 0 ? 1 : 0);
      return { entry: entry, rank: rank };
    }).filter(Boolean).sort(function (a, b) { return a.rank - b.rank; })
      .slice(0, 20).map(function (hit) { return hit.entry; });
  }

  function show() {
    var hits = search(field.value);
    list.textContent = '';
    hits.forEach(function (hit) {
      var item = document.createElement('li');
      var link = document.createElement('a');
      link.href = hit.url;
      link.textContent = hit.title;
      var where = document.createElement('small');
      where.textContent = hit.where;
      link.appendChild(where);
      item.appendChild(link);
      list.appendChild(item);
    });
    list.hidden = !hits.length;
    status.textContent = field.value.trim() ? String(hits.length) + ' ' + status.dataset.unit : '';
  }
  field.addEventListener('input', show);
  field.addEventListener('keydown', function (event) {
    var first = list.querySelector('a');
    if (event.key === 'Escape') { field.value = ''; show(); }
    if (event.key === 'Enter' && first) { event.preventDefault(); window.location.href = first.href; }
    if (event.key === 'ArrowDown' && first) { event.preventDefault(); first.focus(); }
  });
  list.addEventListener('keydown', function (event) {
    var item = event.target.closest('li');
    var next = event.key === 'ArrowDown' ? item.nextElementSibling : event.key === 'ArrowUp' ? item.previousElementSibling : null;
    if (event.key === 'Escape') { field.focus(); field.value = ''; show(); }
    if (next) { event.preventDefault(); next.firstElementChild.focus(); }
    else if (event.key === 'ArrowUp') { event.preventDefault(); field.focus(); }
  });
  document.addEventListener('click', function (event) {
    if (!event.target.closest('.search')) list.hidden = true;
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === '/' && !/input|textarea/i.test(event.target.tagName)) { event.preventDefault(); field.focus(); }
  });
})();
