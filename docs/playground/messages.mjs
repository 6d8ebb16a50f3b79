// Sentences beside the buttons: what goes on, as it is seen and as it is heard, and what went wrong.
import { word } from "../_static/words.mjs";
import { $, make } from "./elements.mjs";

/** What goes on, for eyes and ears alike. */
export function status(text) {
  seen(text);
  heard(text);
}

/** For eyes alone: it may change with every picture. */
export function seen(text) {
  if ($("status").textContent !== text) $("status").textContent = text;
}

/** For ears alone: who listens is told of every change, so that there should be few. */
export function heard(text) {
  if ($("heard").textContent !== text) $("heard").textContent = text;
}

export function say(sentence, link) {
  $("message").replaceChildren(sentence, ...(link ? [" ", make("a", { href: link }, word("Why this happens"))] : []));
  $("message").hidden = false;
}

export function hush() {
  $("message").hidden = true;
}
