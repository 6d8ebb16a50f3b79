// Search: below a result stands a piece of prose with the words in it, and above the results how
// many there are. Code, formulas, what is folded and what serves to cite are left out of the prose.
// `Search` is Sphinx's, of searchtools.js, which calls what is put into it here.

/* global Documentation, Search */
import { word } from "./words.mjs";

const LEFT_OUT = ".headerlink, .cell, .launch, .carried, details, pre, script, style, div.math";
const TEXTS = "p, li:not(:has(p, li))";
const SHORT = "h2, h3, h4, td, th"; // where nothing longer has the words
const LENGTH = 240; // letters

// A formula of a letter or two reads as text; of any other remains that something stood there.
function readable(formula) {
  const tex = formula.textContent.replace(/^\s*\\\(|\\\)\s*$/g, "");
  return /[\\^_{}]/.test(tex) ? "…" : tex;
}

function texts(html, anchor, kind) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll(LEFT_OUT).forEach((each) => each.remove());
  page.querySelectorAll(".math").forEach((each) => each.replaceWith(readable(each)));
  const main = page.querySelector("[role=main]");
  const section = anchor && page.getElementById(decodeURIComponent(anchor.slice(1)));
  return [...(section || main).querySelectorAll(kind)]
    .map((each) => each.textContent.replace(/\s+/g, " ").trim())
    .filter((text) => text);
}

// The text with most of the words, and of those the one with the fewest formulas.
function best(found, words) {
  const having = (text) => words.filter((each) => text.toLowerCase().includes(each)).length;
  const rank = (text) => 100 * having(text) - text.split("…").length;
  return found.filter(having).sort((a, b) => rank(b) - rank(a))[0];
}

// A long text is cut between sentences or words, so that the place stays in sight.
function cut(text, place) {
  const sentence = text.lastIndexOf(". ", place) + 1;
  const near = place - sentence < LENGTH / 2;
  const from = near ? sentence : text.indexOf(" ", place - LENGTH / 2);
  const to = text.length - from > LENGTH ? text.lastIndexOf(" ", from + LENGTH) : text.length;
  return (near ? "" : "… ") + text.slice(from, to).trim() + (to < text.length ? " …" : "");
}

Search.makeSearchSummary = (html, terms, anchor) => {
  const words = [...terms].map((each) => each.toLowerCase());
  const prose = texts(html, anchor, TEXTS);
  const text = best(prose, words) || best(texts(html, anchor, SHORT), words) || prose[0] || "";
  const places = words.map((each) => text.toLowerCase().indexOf(each)).filter((at) => at >= 0);
  const summary = document.createElement("p");
  summary.className = "context";
  summary.textContent = cut(text, places.length ? Math.min(...places) : 0);
  return summary;
};

function say(query, count) {
  const said = [
    word("Nothing was found for “{query}”. Very common words, and numbers alone, are not looked for.", { query }),
    word("One result for “{query}”", { query }),
  ];
  const place = document.getElementById("found");
  place.textContent = said[count] || word("{count} results for “{query}”", { count, query });
}

// Sphinx's own heading and sentence go nowhere, since the page has a heading, and says more. Nor is
// that sentence translated, which fails where a language's catalogue lacks it.
Documentation.ngettext = (sentence) => sentence;
Search.performSearch = (query) => {
  Search.output = document.querySelector("#search-results");
  Search.title = {};
  Search.status = {
    set innerText(_) {
      say(query, Search.output.childElementCount);
    },
  };
  Search.deferQuery(query);
  if (Search.hasIndex()) Search.setIndex(Search._index);
};

if (!new URLSearchParams(location.search).get("q")) document.getElementById("query").focus();
