// A notebook's Python, in a thread of its own, so that the page stays awake while it computes.
// It takes {id, task: "begin", runtime, library, article} once and then {id, task: "run", source}; it answers
// {id, result} or {id, problem}, and in between {id, output} and {id, step} when something happens.
let python, cells;

const tasks = { begin, run };
onmessage = async ({ data }) => {
  const answer = (content) => postMessage({ id: data.id, ...content });
  try {
    answer({ result: await tasks[data.task](data, answer) });
  } catch (error) {
    answer({ problem: String(error.message ?? error) });
  }
};

async function begin({ runtime, library, article }, answer) {
  answer({ step: "Python" });
  const { loadPyodide } = await import(`${runtime}pyodide.mjs`);
  // Nothing here waits inside Python, and the release that made this the default hung in Safari.
  python = await loadPyodide({ indexURL: runtime, enableRunUntilComplete: false });
  answer({ step: "NumPy, Matplotlib" });
  await load(["numpy", "matplotlib"]);
  const archive = await (await fetched(library)).arrayBuffer();
  python.unpackArchive(archive, "zip", { extractDir: "/project" });
  for (const name of ["cells.py", "keras_needed.py"]) {
    python.FS.writeFile(`${python.FS.cwd()}/${name}`, await (await fetched(name)).text());
  }
  cells = python.pyimport("cells");
  cells.begin(article);
  return python.version;
}

async function run({ source }, answer) {
  const wanted = JSON.parse(cells.packages(source));
  if (wanted.length) {
    answer({ step: wanted.join(", ") });
    await load(wanted);
    answer({ step: "" });
  }
  return JSON.parse(cells.run(source, (output) => answer({ output: JSON.parse(output) })));
}

// Pyodide only writes into its console that a package could not be fetched.
async function load(names) {
  const failed = [];
  await python.loadPackage(names, {
    messageCallback: () => {},
    errorCallback: (text) => failed.push(text),
  });
  if (failed.length) throw new Error(failed.join(" "));
}

async function fetched(name) {
  const address = new URL(name, import.meta.url);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}
