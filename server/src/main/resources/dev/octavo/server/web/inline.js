// What stands within a line of Markdown: code, bold, italic, struck, links.
import { el } from "./dom.js";

const MARKS = [
  ["**", "strong"],
  ["__", "strong"],
  ["~~", "del"],
  ["*", "em"],
  ["_", "em"],
];
const DEEPEST = 4;
const LONGEST_WORDS = 500;
const BARE_LINK = /^https?:\/\/[^\s<>"'`\]]*[^\s<>"'`\].,;:!?)]/;

/** The nodes of a text. */
export function inline(text, depth = 0) {
  return new Scan(text, depth).run();
}

/** One way through a text. Where a mark comes next is searched for once, so that no text takes long. */
class Scan {
  #nodes = [];
  #plain = "";
  #at = 0;
  #next = new Map();

  constructor(text, depth) {
    this.text = text;
    this.depth = depth;
  }

  run() {
    while (this.#at < this.text.length) {
      if (!(this.#escape() || this.#code() || this.#mark() || this.#link() || this.#bare() || this.#line())) {
        this.#plain += this.text[this.#at++];
      }
    }
    this.#flush();
    return this.#nodes;
  }

  #flush() {
    if (this.#plain !== "") {
      this.#nodes.push(document.createTextNode(this.#plain));
      this.#plain = "";
    }
  }

  #push(node, end) {
    this.#flush();
    this.#nodes.push(node);
    this.#at = end;
    return true;
  }

  /** Where a mark comes next; -1 for nowhere. */
  #find(mark, from) {
    const known = this.#next.get(mark) ?? 0;
    if (known < 0 || known > from) {
      return known;
    }
    const found = this.text.indexOf(mark, from);
    this.#next.set(mark, found);
    return found;
  }

  #escape() {
    const next = this.text[this.#at + 1];
    if (this.text[this.#at] !== "\\" || next === undefined || !/[\\`*_~[\]#|>-]/.test(next)) {
      return false;
    }
    this.#plain += next;
    this.#at += 2;
    return true;
  }

  #code() {
    if (this.text[this.#at] !== "`") {
      return false;
    }
    let length = 1;
    while (this.text[this.#at + length] === "`") {
      length++;
    }
    const mark = "`".repeat(length);
    const end = this.#find(mark, this.#at + length);
    if (end < 0) {
      this.#plain += mark;
      this.#at += length;
      return true;
    }
    const inner = this.text.slice(this.#at + length, end);
    return this.#push(el("code", { textContent: inner.trim() || inner }), end + length);
  }

  #mark() {
    const found = MARKS.find(([mark]) => this.text.startsWith(mark, this.#at));
    if (!found || this.depth >= DEEPEST) {
      return false;
    }
    const [mark, tag] = found;
    const start = this.#at + mark.length;
    const before = this.text[this.#at - 1] ?? " ";
    const opens = /\S/.test(this.text[start] ?? " ") && !(mark[0] === "_" && /\w/.test(before));
    const end = opens ? this.#find(mark, start + 1) : -1;
    if (end < 0 || /\s/.test(this.text[end - 1])) {
      this.#plain += mark;
      this.#at = start;
      return true;
    }
    return this.#push(el(tag, {}, ...inline(this.text.slice(start, end), this.depth + 1)), end + mark.length);
  }

  #link() {
    if (this.text[this.#at] !== "[" || this.depth >= DEEPEST) {
      return false;
    }
    const middle = this.#find("](", this.#at + 1);
    const end = middle < 0 || middle - this.#at > LONGEST_WORDS ? -1 : this.#find(")", middle + 2);
    const url = end < 0 ? null : safe(this.text.slice(middle + 2, end).trim().split(/\s/)[0]);
    const words = end < 0 ? "" : this.text.slice(this.#at + 1, middle);
    return url !== null && !words.includes("[") && this.#push(anchor(url, ...inline(words, DEEPEST)), end + 1);
  }

  #bare() {
    const begins = this.text[this.#at] === "h" && !/\w/.test(this.text[this.#at - 1] ?? " ") && this.text.startsWith("http", this.#at);
    const found = begins && BARE_LINK.exec(this.text.slice(this.#at, this.#at + 2000));
    const url = found && safe(found[0]);
    return Boolean(url) && this.#push(anchor(url, found[0]), this.#at + found[0].length);
  }

  #line() {
    return this.text[this.#at] === "\n" && this.#push(el("br"), this.#at + 1);
  }
}

/** The address of a link if it leads to the web and nowhere else. */
function safe(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

const anchor = (url, ...words) => el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...words);
