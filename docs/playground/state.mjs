// An experiment as its settings are, and the address that holds them: it is read setting by setting,
// and what does not fit is left out with a sentence, so that a damaged link still opens.
import { word } from "../_static/words.mjs";
import { NETWORK, OPTIMIZERS, REGRESSION, SHARED } from "./settings.mjs";

// What starts otherwise for another optimizer.
const startOf = (name, spec, optimizer) => {
  const { rate, settings } = OPTIMIZERS[optimizer];
  return name === "rate" ? rate : settings[name] ?? spec.start;
};

export const regression = (state) => REGRESSION.includes(state.data) || (state.data === "file" && state.file?.numbers);

/** A network's settings as they start, with this optimizer. */
export const network = (optimizer = "sgd") =>
  Object.fromEntries(Object.entries(NETWORK).map(([name, spec]) =>
    [name, name === "optimizer" ? optimizer : structuredClone(startOf(name, spec, optimizer))]));

/** An experiment as it starts: shared settings, and one network or two. */
export const fresh = () => ({
  ...Object.fromEntries(Object.entries(SHARED).map(([name, spec]) => [name, structuredClone(spec.start)])),
  networks: [network()],
});

/** What an address says: the experiment, and a sentence for each part that does not fit. */
export function read(hash) {
  const state = fresh(), said = [], given = new Map();
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const at = part.indexOf("=");
    given.set(part.slice(0, at < 0 ? part.length : at), at < 0 ? "" : decoded(part.slice(at + 1)));
  }
  const take = (name, spec, start, key = name) => {
    const text = given.get(key);
    given.delete(key);
    if (text === undefined) return start;
    const value = spec.read(text);
    if (value === undefined) {
      said.push(word("The address says {key}={text}, and this can be {wanted}; the usual setting is taken instead.",
        { key, text: text.slice(0, 40), wanted: spec.wanted() }));
    }
    return value ?? start;
  };
  for (const [name, spec] of Object.entries(SHARED)) state[name] = take(name, spec, state[name]);
  const readNetwork = (prefix, before) => {
    const optimizer = take("optimizer", NETWORK.optimizer, before?.optimizer ?? "sgd", prefix + "optimizer");
    const start = structuredClone(before?.optimizer === optimizer ? before : tuned(optimizer, before));
    for (const [name, spec] of Object.entries(NETWORK)) {
      if (name !== "optimizer") start[name] = take(name, spec, start[name], prefix + name);
    }
    return start;
  };
  state.networks = [readNetwork("")];
  if (state.two) state.networks.push(readNetwork("b.", state.networks[0]));
  for (const key of given.keys()) {
    said.push(word("The address names {key}, which is no setting of the playground.", { key: key.slice(0, 40) }));
  }
  return { state: settle(state), said };
}

/** The settings that belong to an optimizer, as they start, beside all others as they were. */
export function tuned(optimizer, before = network()) {
  const start = network(optimizer), own = Object.keys(OPTIMIZERS[optimizer].settings);
  return { ...before, optimizer, ...Object.fromEntries(["rate", ...own].map((name) => [name, start[name]])) };
}

/** What cannot go together is made to: class probabilities have no place where numbers are asked for. */
export function settle(state) {
  for (const net of state.networks) {
    if (regression(state) && net.loss === "binary_crossentropy") net.loss = "mean_squared_error";
  }
  return state;
}

/** The address of an experiment: what differs from the start, setting by setting. */
export function write(state) {
  const parts = [];
  const put = (key, spec, value, start) => {
    const text = spec.write ?? String;
    if (text(value) !== text(start)) parts.push(`${key}=${encodeURIComponent(text(value)).replaceAll("%2C", ",")}`);
  };
  for (const [name, spec] of Object.entries(SHARED)) put(name, spec, state[name], spec.start);
  const [first, second] = state.networks;
  for (const [name, spec] of Object.entries(NETWORK)) {
    put(name, spec, first[name], name === "optimizer" ? "sgd" : startOf(name, spec, first.optimizer));
  }
  if (state.two) {
    const start = first.optimizer === second.optimizer ? first : tuned(second.optimizer, first);
    for (const [name, spec] of Object.entries(NETWORK)) {
      put(`b.${name}`, spec, second[name], name === "optimizer" ? first.optimizer : start[name]);
    }
  }
  return parts.join("&");
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
