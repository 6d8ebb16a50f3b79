// A reader's own data, below the plane: the tools for points, or the field for a file.
import { word } from "../_static/words.mjs";
import { $, make } from "./elements.mjs";
import { takeFile } from "./experiment.mjs";
import { planes } from "./planes.mjs";
import { now, on } from "./session.mjs";

on("settled", show);
on("rebuilt", show);

function show() {
  const { data } = now.state;
  if (data === "points" && planes[0]) put(planes[0].editor.tools);
  else if (data === "file") put(field, about);
  else $("own").replaceChildren();
  about.textContent = now.file ? word("{name}: {rows} rows; {a} and {b} are the inputs, {c} is the target.",
    { name: now.file.name, rows: now.file.rows, a: now.file.called[0], b: now.file.called[1], c: now.file.called[2] }) : "";
}

/** Puts elements there, unless they are, since what is moved loses the focus. */
function put(...elements) {
  if (elements[0].parentNode !== $("own")) $("own").replaceChildren(...elements);
}

const field = make("label", {}, word("A CSV file: two columns of numbers first, a class or a number last. It stays on this page."),
  make("input", { type: "file", id: "file", accept: ".csv,.tsv,.txt,text/csv", onchange: (event) => takeFile(event.target.files[0]) }));
const about = make("p", { id: "about-file", className: "note" });
