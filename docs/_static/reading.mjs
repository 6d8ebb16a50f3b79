// Reading: what is wider than the page scrolls inside itself, and then it takes the focus, so that
// arrow keys move it. What fits takes no focus, and no reader has to pass it. The switch of
// languages leads to the section that the address names.

const WIDE = "pre, .table-wrapper, mjx-container[display='true'], .output";

function mark(element) {
  if (element.scrollWidth > element.clientWidth + 1) {
    element.tabIndex = 0;
  } else {
    element.removeAttribute("tabindex");
  }
}

const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));

export function watch(root = document) {
  root.querySelectorAll(WIDE).forEach((element) => resized.observe(element));
}

watch();
window.MathJax?.startup?.promise?.then(() => watch());

function follow() {
  document.querySelectorAll(".editions a").forEach((edition) => (edition.hash = location.hash));
}

addEventListener("hashchange", follow);
follow();
