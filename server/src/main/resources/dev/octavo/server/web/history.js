// Conversations, kept by this browser and nowhere else.
import { el, kept, tool } from "./dom.js";

const STORE = "octavo.conversations";
const MOST = 50;
const LONGEST_TITLE = 60;

/** A conversation in which nothing was said. */
export const fresh = () => ({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, messages: [] });

export class History {
  #all = read();
  #list = el("ul", { className: "conversations" });
  #empty = el("p", { className: "fine", textContent: "Conversations are listed here. They are kept by this browser only." });
  #clear = el("button", { type: "button", className: "plain", textContent: "Forget all" });
  #current = "";
  #forgotten = new Set();

  /** chosen: called with a conversation, its id and messages; gone: called when the one that is shown was forgotten. */
  constructor(page, chosen, gone) {
    this.chosen = chosen;
    this.gone = gone;
    this.#clear.addEventListener("click", () => {
      read().forEach(({ id }) => this.#forgotten.add(id));
      this.#all = [];
      this.#write();
      this.gone();
    });
    addEventListener("storage", () => {
      this.#all = read();
      this.#show();
    });
    page.append(this.#empty, this.#list, el("div", { className: "buttons" }, this.#clear));
    this.#show();
  }

  /** Which conversation is shown. */
  mark(id) {
    this.#current = id;
    this.#show();
  }

  /** Keeps a conversation as it is now, unless it was forgotten meanwhile. */
  keep({ id, messages }) {
    if (messages.length === 0 || this.#forgotten.has(id)) {
      return;
    }
    this.#all = read(); // Another tab may have written meanwhile.
    const title = messages[0].content.trim().replace(/\s+/g, " ").slice(0, LONGEST_TITLE);
    const plain = messages.map(({ role, content, note }) => ({ role, content, note }));
    this.#all = [{ id, title, time: Date.now(), messages: plain }, ...this.#all.filter((each) => each.id !== id)].slice(0, MOST);
    this.#write();
  }

  #write() {
    while (!kept.write(STORE, JSON.stringify(this.#all)) && this.#all.length > 1) {
      this.#all.pop(); // No more room: the oldest goes.
    }
    this.#show();
  }

  #show() {
    this.#list.replaceChildren(...this.#all.map((each) => this.#row(each)));
    this.#empty.hidden = this.#all.length > 0;
    this.#clear.hidden = this.#all.length === 0;
  }

  #row(conversation) {
    const open = el("button", { type: "button", className: "open" },
      el("span", { className: "title", textContent: conversation.title || "Untitled" }),
      el("time", { textContent: when(conversation.time), dateTime: new Date(conversation.time).toISOString() }));
    if (conversation.id === this.#current) {
      open.setAttribute("aria-current", "true");
    }
    open.addEventListener("click", () => {
      const stored = this.#all.find(({ id }) => id === conversation.id);
      this.chosen({ id: stored.id, messages: stored.messages.map((message) => ({ ...message })) });
    });
    const forget = tool("trash", "Forget this conversation", () => {
      this.#forgotten.add(conversation.id);
      this.#all = read().filter((each) => each.id !== conversation.id);
      this.#write();
      if (conversation.id === this.#current) {
        this.gone();
      }
    });
    return el("li", {}, open, forget);
  }
}

function read() {
  try {
    const all = JSON.parse(kept.read(STORE) ?? "[]");
    return Array.isArray(all) ? all.filter(sound) : [];
  } catch {
    return [];
  }
}

const sound = (each) => typeof each?.id === "string" && typeof each.title === "string" && Number.isFinite(each.time)
  && Array.isArray(each.messages) && each.messages.every((message) => typeof message?.content === "string" && typeof message.role === "string");

const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const hour = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function when(time) {
  const date = new Date(time);
  return (date.toDateString() === new Date().toDateString() ? hour : day).format(date);
}
