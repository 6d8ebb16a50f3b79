// Turns the site's formulas into MathML, by the same MathJax that typesets them on its pages.
// stdin: a JSON list of [TeX, display]; stdout: a JSON list of MathML. argument: MathJax's folder.
const fs = require("fs");
const path = require("path");
const MathJax = require(path.join(process.argv[2], "node-main.cjs"));

const tex = { packages: { "[-]": ["noundefined"] } }; // an unknown command is an error, not red

MathJax.init({ loader: { load: ["input/tex"] }, tex })
  .then(async () => {
    const made = [];
    for (const [formula, display] of JSON.parse(fs.readFileSync(0, "utf8"))) {
      made.push(await MathJax.tex2mmlPromise(formula, { display }));
    }
    process.stdout.write(JSON.stringify(made));
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
