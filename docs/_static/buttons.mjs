// Buttons of a film: an icon, and a name that is heard and shown.

const ICONS = {
  play: "M5 3l9 5-9 5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  back: "M4 3h2v10H4zM13 3v10L6.5 8z",
  on: "M10 3h2v10h-2zM3 3v10l6.5-5z",
};

export function made(name, kind) {
  const element = document.createElement(name);
  element.className = kind;
  return element;
}

export function button(icon, name, action) {
  const element = made("button", "film-button");
  element.type = "button";
  element.addEventListener("click", action);
  dress(element, icon, name);
  return element;
}

export function dress(element, icon, name) {
  element.setAttribute("aria-label", name);
  element.title = name;
  element.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
}
