// What a film says of its frames: a GIF saved by `utils` has a line for each of them, packed in its
// comment. All lines begin with the film's title, which the picture shows, so it is left out here.

// One line for each frame; none for a GIF that was made by others.
export async function facts(bytes) {
  const said = comment(new Uint8Array(bytes));
  if (!said.startsWith("{")) return [];
  const packed = Uint8Array.from(atob(JSON.parse(said).each ?? ""), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const lines = await new Response(stream).json();
  const start = title(lines);
  return lines.map((line) => line.slice(start));
}

// Where the frame is, "epoch 3", without what it shows.
export function place(line = "") {
  return line.split(": ", 1)[0];
}

// How many letters of the lines are their title: the words that all share, up to a comma.
function title(lines) {
  const [first] = lines;
  const same = [...first].findIndex((letter, at) => lines.some((line) => line[at] !== letter));
  const comma = first.lastIndexOf(", ", same);
  return comma < 0 ? 0 : comma + 2;
}

// The text that stands before the first frame.
function comment(bytes) {
  let at = 13 + (bytes[10] & 0x80 ? 6 << (bytes[10] & 7) : 0); // behind the table of colours
  let text = "";
  while (bytes[at] === 0x21) {
    const kind = bytes[at + 1];
    for (at += 2; bytes[at]; at += bytes[at] + 1) {
      if (kind === 0xfe) text += String.fromCharCode(...bytes.subarray(at + 1, at + 1 + bytes[at]));
    }
    at += 1;
  }
  return text;
}
