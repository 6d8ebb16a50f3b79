// Words of the interface in the reader's language: `word("Play")`. English is the key; the page
// carries the others as JSON, made from the catalogues in docs/locale by docs/extensions/pages.py.

const place = document.getElementById("words");
const words = place ? JSON.parse(place.textContent) : {};

export function word(english, values = {}) {
  const text = words[english] || english;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// A sentence that Python says in English, known by its form: `pattern("layer {number}")("layer 3")`
// is that sentence in the reader's language, or undefined where the form is another. What stands in
// place of a {name} goes through `inside`, since it may be a sentence itself.
export function pattern(english) {
  const plain = english.replace(/[\\^$.*+?()[\]|]/g, "\\$&");
  const form = new RegExp(`^${plain.replace(/\{(\w+)\}/g, "(?<$1>.+?)")}$`, "s");
  return (sentence, inside = (value) => value) => {
    const found = form.exec(sentence);
    const values = Object.entries(found?.groups ?? {}).map(([name, value]) => [name, inside(value)]);
    return found ? word(english, Object.fromEntries(values)) : undefined;
  };
}
