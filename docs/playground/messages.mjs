// Sentences beside the buttons: what goes on, and what went wrong.
import { word } from "../_static/words.mjs";
import { $, make } from "./elements.mjs";

export function status(text) {
  if ($("status").textContent !== text) $("status").textContent = text;
}

export function say(sentence, link) {
  $("message").replaceChildren(sentence, ...(link ? [" ", make("a", { href: link }, word("Why this happens"))] : []));
  $("message").hidden = false;
}

export function hush() {
  $("message").hidden = true;
}
