// Reads Prometheus' text format 0.0.4.

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

/** One reading of all figures, and when it was taken. */
export class Reading {
  #series = new Map();

  constructor(text, time) {
    this.time = time;
    for (const line of text.split("\n")) {
      if (line !== "" && !line.startsWith("#")) {
        this.#add(line);
      }
    }
  }

  #add(line) {
    const brace = line.indexOf("{");
    const end = brace < 0 ? line.indexOf(" ") : line.lastIndexOf("}") + 1;
    const name = line.slice(0, brace < 0 ? end : brace);
    const labels = {};
    if (brace >= 0) {
      for (const [, key, value] of line.slice(brace, end).matchAll(LABEL)) {
        labels[key] = value.replace(/\\[n"\\]/g, (escape) => ESCAPES[escape]);
      }
    }
    const value = number(line.slice(end).trim().split(" ")[0]);
    if (!this.#series.has(name)) {
      this.#series.set(name, []);
    }
    this.#series.get(name).push({ labels, value });
  }

  /** The sum of a figure over the labels it has; NaN if there is no such figure. */
  sum(name) {
    const all = this.#series.get(name);
    return all ? all.reduce((total, one) => total + one.value, 0) : NaN;
  }

  /** The labels of a figure's first series. */
  labels(name) {
    return this.#series.get(name)?.[0].labels ?? {};
  }

  /** A histogram's upper bounds and the counts up to each, sorted. */
  buckets(name) {
    const counts = new Map();
    for (const { labels, value } of this.#series.get(`${name}_bucket`) ?? []) {
      const bound = number(labels.le);
      counts.set(bound, (counts.get(bound) ?? 0) + value);
    }
    return [...counts].sort(([a], [b]) => a - b);
  }
}

function number(text) {
  switch (text) {
    case "+Inf": return Infinity;
    case "-Inf": return -Infinity;
    default: return Number(text);
  }
}

/** What a counter grew by, a second; 0 if no time went by. */
export function rate(before, now, name) {
  const seconds = (now.time - before.time) / 1000;
  const grown = now.sum(name) - before.sum(name);
  return seconds > 0 ? grown / seconds : 0;
}

/** A quantile of what a histogram saw between two readings, linear within its bucket; NaN if it saw nothing. */
export function quantile(before, now, name, q) {
  const then = new Map(before.buckets(name));
  const grown = now.buckets(name).map(([bound, count]) => [bound, count - (then.get(bound) ?? 0)]);
  const total = grown.at(-1)?.[1] ?? 0;
  if (!(total > 0)) {
    return NaN;
  }
  const rank = q * total;
  const at = grown.findIndex(([, count]) => count >= rank);
  const [low, below] = at > 0 ? grown[at - 1] : [0, 0];
  const [high, upTo] = grown[at];
  if (high === Infinity) {
    return low;
  }
  return upTo > below ? low + (high - low) * (rank - below) / (upTo - below) : high;
}
