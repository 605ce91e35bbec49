MathJax.Hub.Config({
  showMathMenu: false,
  showProcessingMessages: false,
  messageStyle: 'none',
  SVG: { linebreaks: { automatic: true, width: 'container' }, matchFontHeight: true, minScaleAdjust: 90 }
});
/* the drawing is for the eye; AssistiveMML gives the formula to a screen reader */
MathJax.Hub.Register.MessageHook('New Math', function (message) {
  var frame = document.getElementById(message[1] + '-Frame');
  if (frame) frame.querySelectorAll('svg').forEach(function (svg) { svg.setAttribute('aria-hidden', 'true'); svg.removeAttribute('role'); });
});
