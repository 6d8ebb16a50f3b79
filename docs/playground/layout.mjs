// Where the numbers of a frame lie: what driver.py sends in one row.

export const SEEN = 8; // units of a layer of which pictures and weights are shown

/** What stands first: how far a network is, and how good. */
export function results([updates, rate, trainLoss, trainRight, testLoss, testRight]) {
  return { updates, rate, trainLoss, trainRight, testLoss, testRight };
}

/** Where a network's weights and pictures lie in the numbers of a frame. */
export function layout(inputs, layers) {
  const sizes = [inputs, ...layers, 1], gradients = sizes.length - 1, first = 6 + gradients;
  const dense = [];
  let at = first;
  for (let k = 0; k < gradients; k++) {
    const rows = Math.min(SEEN, sizes[k]), columns = Math.min(SEEN, sizes[k + 1]);
    dense.push({ rows, columns, kernel: at, bias: at + rows * columns });
    at += (rows + 1) * columns;
  }
  return { sizes, dense, gradients: [6, first] };
}
