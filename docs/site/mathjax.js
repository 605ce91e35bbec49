MathJax.Hub.Config({
  showMathMenu: false,
  showProcessingMessages: false,
  messageStyle: 'none',
  SVG: { linebreaks: { automatic: true, width: 'container' }, matchFontHeight: true, minScaleAdjust: 90 }
});
