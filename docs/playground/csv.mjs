// A reader's own table: read on the page, checked line by line, and sent nowhere.
import { word } from "../_static/words.mjs";

const LARGEST = 2e6, ROWS = [8, 5000];

/** What the driver and the code need of a CSV file, or {problem: a sentence}. */
export function table(name, text) {
  const problem = (sentence) => ({ problem: sentence });
  if (text.length > LARGEST) return problem(word("{name} is larger than 2 MB; take a part of it.", { name }));
  if (text.includes("\0") || text.includes("\uFFFD")) return problem(word("{name} is no text file in UTF-8; save the table as CSV.", { name }));
  const separator = [",", ";", "\t"].map((s) => [text.split("\n", 1)[0].split(s).length, s]).sort((a, b) => b[0] - a[0])[0][1];
  const rows = cells(text, separator);
  if (typeof rows === "number") return problem(word("{name} opens a quotation mark in line {line} and never closes it.", { name, line: rows }));
  if (!rows.length) return problem(word("{name} is empty.", { name }));
  const header = rows[0].cells.slice(0, 2).some((cell) => !isNumber(cell));
  const body = header ? rows.slice(1) : rows, width = rows[0].cells.length;
  if (width < 3) return problem(word("{name} has {width} columns; the playground needs three: two numbers, then a class or a number.", { name, width }));
  if (body.length < ROWS[0] || body.length > ROWS[1]) {
    return problem(word("{name} has {rows} rows; the playground takes from {least} to {most}.", { name, rows: body.length, least: ROWS[0], most: ROWS[1] }));
  }
  for (const { cells: row, line } of body) {
    if (row.length !== width) return problem(word("{name} has {found} columns in line {line}, and {width} in the first.", { name, found: row.length, line, width }));
    const bad = row.slice(0, 2).find((cell) => !isNumber(cell));
    if (bad !== undefined) return problem(word("{name} has “{bad}” in line {line}, where a number is needed.", { name, bad: bad.slice(0, 20), line }));
  }
  const columns = [0, 1, width - 1], labels = body.map((row) => row.cells[width - 1].trim());
  const names = [...new Set(labels)].sort(), numbers = names.length > 2 && names.every(isNumber);
  for (const column of numbers ? columns : columns.slice(0, 2)) {
    if (new Set(body.map((row) => Number(row.cells[column]))).size < 2) {
      return problem(word("{name} has the same number in all rows of column {column}.", { name, column: column + 1 }));
    }
  }
  const empty = labels.indexOf("");
  if (empty >= 0) return problem(word("{name} has no class in line {line}.", { name, line: body[empty].line }));
  if (!numbers && names.length !== 2) {
    return problem(word("{name} has {count} classes in its last column; the playground tells two apart.", { name, count: names.length }));
  }
  const called = columns.map((column) => (header ? rows[0].cells[column].trim() : `${column + 1}`));
  return { name: name.split(/[/\\]/).at(-1), text, separator, header, columns, names, numbers, called, rows: body.length };
}

const isNumber = (cell) => cell.trim() !== "" && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(cell);

/** Rows with their line numbers, empty ones left out; or the line of a quotation mark that stays open. */
function cells(text, separator) {
  const rows = [];
  let row = [], cell = "", quoted = 0, line = 1, begun = 1;
  const end = () => {
    row.push(cell);
    if (row.some((each) => each)) rows.push({ cells: row, line: begun });
    [row, cell] = [[], ""];
  };
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const c = text[i];
    if (c === "\n") line++;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = 0;
    } else if (c === '"' && !cell) quoted = line;
    else if (c === separator) {
      row.push(cell);
      cell = "";
    } else if (c === "\n") {
      end();
      begun = line;
    } else if (c !== "\r") cell += c;
  }
  if (quoted) return quoted;
  end();
  return rows;
}
