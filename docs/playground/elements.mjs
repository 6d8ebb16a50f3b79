// Small helpers of the page: elements with their children, and numbers as people read them.

export const $ = (id) => document.getElementById(id);

/** An element with children; names with a hyphen, role, for, lang and list become attributes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (/-|^(role|for|lang|list)$/.test(name)) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** A number as people read it: four digits, and a power of ten where it is small. */
export function short(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size && (size < 0.001 || size >= 1e5)) return value.toExponential(1).replace("-", "−").replace("e+", "e");
  return value.toFixed(size < 10 ? 3 : 1).replace("-", "−");
}

/** A whole number as people read it: 2,772. */
export const whole = (value) => value.toLocaleString("en");

export const percent = (share) => `${(100 * share).toFixed(1)} %`;
