// Files that all editions share: another language's lies one folder deeper than they do.

const up = document.documentElement.lang.startsWith("en") ? "../" : "../../";

export const shared = (name) => new URL(up + name, import.meta.url).href;
