// Words of the interface in the reader's language: `word("Play")`. English is the key; the page
// carries the others as JSON, made from the catalogues in docs/locale by docs/extensions/pages.py.

const place = document.getElementById("words");
const words = place ? JSON.parse(place.textContent) : {};

export function word(english, values = {}) {
  const text = words[english] || english;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}
