// Markdown as far as chats need it, built from elements and text nodes: no markup of the model ever becomes markup of the page.
import { copy, el, icon } from "./dom.js";
import { inline } from "./inline.js";

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const HEADING = /^ {0,3}(#{1,6})\s+(\S.*)$/;
const RULE = /^ {0,3}([-*_])( *\1){2,}\s*$/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^ {0,3}> ?/;
const ROW = /^\s*\|.*\|\s*$/;
const DASHES = /^\s*\|(\s*:?-+:?\s*\|)+\s*$/;
const DEEPEST = 6;

/** Shows text in an element; what did not change since the last time stays as it is, so a stream can call this often. */
export function render(element, text) {
  const blocks = split(text);
  blocks.forEach((block, i) => {
    const present = element.children[i];
    if (present?.source === block.source) {
      return;
    }
    const made = build(block, 0);
    made.source = block.source;
    if (present) {
      present.replaceWith(made);
    } else {
      element.append(made);
    }
  });
  while (element.children.length > blocks.length) {
    element.lastElementChild.remove();
  }
}

/** The blocks of a text, each with its kind and lines. */
function split(text) {
  const lines = text.split("\n");
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === "") {
      at++;
      continue;
    }
    const kind = kindOf(lines, at);
    const end = ends[kind](lines, at);
    const own = lines.slice(at, end);
    blocks.push({ kind, lines: own, source: `${kind}\n${own.join("\n")}` });
    at = end;
  }
  return blocks;
}

function kindOf(lines, at) {
  const line = lines[at];
  if (FENCE.test(line)) return "fence";
  if (HEADING.test(line)) return "heading";
  if (RULE.test(line)) return "rule";
  if (QUOTE.test(line)) return "quote";
  if (ITEM.test(line)) return "list";
  if (ROW.test(line) && DASHES.test(lines[at + 1] ?? "")) return "table";
  return "paragraph";
}

const while_ = (lines, at, test) => {
  let end = at;
  while (end < lines.length && test(end)) {
    end++;
  }
  return end;
};

/** For each kind, where the block that begins at a line ends. */
const ends = {
  fence(lines, at) {
    const mark = FENCE.exec(lines[at])[1];
    const close = while_(lines, at + 1, (i) => {
      const line = lines[i].trim();
      return !(line.length >= mark.length && line === mark[0].repeat(line.length));
    });
    return Math.min(close + 1, lines.length);
  },
  heading: (_, at) => at + 1,
  rule: (_, at) => at + 1,
  quote: (lines, at) => while_(lines, at, (i) => QUOTE.test(lines[i])),
  table: (lines, at) => while_(lines, at, (i) => ROW.test(lines[i])),
  list: (lines, at) => while_(lines, at, (i) => {
    const line = lines[i];
    const item = RULE.test(line) ? null : ITEM.exec(line);
    if (item) {
      const [, indent, mark] = ITEM.exec(lines[at]);
      return item[1].length > indent.length + 1 || /\d/.test(item[2]) === /\d/.test(mark);
    }
    return line.trim() === ""
      ? i + 1 < lines.length && (ITEM.test(lines[i + 1]) || /^ {2,}\S/.test(lines[i + 1]))
      : i > at && (lines[i - 1].trim() !== "" ? kindOf(lines, i) === "paragraph" || /^ {2,}/.test(line) : /^ {2,}/.test(line));
  }),
  paragraph: (lines, at) =>
    while_(lines, at, (i) => lines[i].trim() !== "" && (i === at || kindOf(lines, i) === "paragraph")),
};

function build(block, depth) {
  return builders[block.kind](block.lines, depth);
}

const builders = {
  fence(lines) {
    const [, mark, language] = FENCE.exec(lines[0]);
    const last = lines.at(-1).trim();
    const closed = lines.length > 1 && last.length >= mark.length && last === mark[0].repeat(last.length);
    return code(lines.slice(1, closed ? -1 : undefined).join("\n"), language);
  },
  heading(lines) {
    const [, marks, text] = HEADING.exec(lines[0]);
    return el(`h${Math.min(6, marks.length + 2)}`, {}, ...inline(text.trim()));
  },
  rule: () => el("hr"),
  quote: (lines, depth) => el("blockquote", {}, ...nested(lines.map((line) => line.replace(QUOTE, "")), depth)),
  table: (lines) => {
    const cells = (line, tag) => el("tr", {}, ...line.trim().slice(1, -1).split("|").map((cell) => el(tag, {}, ...inline(cell.trim()))));
    return el("div", { className: "wide" }, el("table", {},
      el("thead", {}, cells(lines[0], "th")),
      el("tbody", {}, ...lines.slice(2).map((line) => cells(line, "td")))));
  },
  list: (lines, depth) => list(lines, depth),
  paragraph: (lines) => el("p", {}, ...inline(lines.join("\n"))),
};

function nested(lines, depth) {
  return depth >= DEEPEST ? [el("p", {}, lines.join("\n"))] : split(lines.join("\n")).map((block) => build(block, depth + 1));
}

function list(lines, depth) {
  const [, indent, first] = ITEM.exec(lines[0]);
  const ordered = /\d/.test(first);
  const items = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item && item[1].length <= indent.length + 1) {
      items.push([item[3]]);
    } else {
      items.at(-1).push(line.slice(Math.min(line.length - line.trimStart().length, indent.length + (ordered ? 3 : 2))));
    }
  }
  const made = items.map((own) => el("li", {}, ...(own.length === 1 ? inline(own[0]) : nested(own, depth))));
  const element = el(ordered ? "ol" : "ul", {}, ...made);
  if (ordered) {
    element.start = Number.parseInt(first, 10);
  }
  return element;
}

function code(text, language) {
  const button = el("button", { type: "button", className: "tool small", title: "Copy code" },
    icon("copy"), el("span", { className: "hidden", textContent: "Copy code" }));
  button.addEventListener("click", () => copy(text, button));
  return el("figure", { className: "code" },
    el("figcaption", {}, el("span", { textContent: language || "text" }), button),
    el("pre", { tabIndex: 0 }, el("code", { textContent: text })));
}
