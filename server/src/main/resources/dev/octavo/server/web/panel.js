// The panel at the side with its tabs; on a narrow screen it lies above the conversation.
import { byId, kept } from "./dom.js";

const NAMES = ["engine", "settings", "history"];
const narrow = matchMedia("(max-width: 56rem)");

export class Panel {
  #panel = byId("panel");
  #toggle = byId("toggle-panel");
  #shade = byId("shade");

  constructor() {
    this.#toggle.addEventListener("click", () => this.open(this.#panel.hidden, true));
    byId("close-panel").addEventListener("click", () => this.open(false, true));
    this.#shade.addEventListener("click", () => this.open(false, true));
    narrow.addEventListener("change", () => this.open(this.#wanted(), false));
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && narrow.matches) {
        event.stopPropagation();
        this.open(false, true);
      }
    });
    NAMES.forEach((name, i) => {
      const tab = byId(`tab-${name}`);
      tab.addEventListener("click", () => this.choose(name));
      tab.addEventListener("keydown", (event) => this.#move(event, i));
    });
    this.choose(kept.read("octavo.tab") ?? "engine");
    this.open(this.#wanted(), false);
  }

  #wanted() {
    return !narrow.matches && kept.read("octavo.panel") !== "closed";
  }

  /** Opens or closes it; byHand: somebody asked for it just now. */
  open(open, byHand) {
    this.#panel.hidden = !open;
    this.#shade.hidden = !(open && narrow.matches);
    this.#toggle.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-panel", open);
    for (const behind of document.querySelectorAll("header, main")) {
      behind.inert = open && narrow.matches;
    }
    if (!byHand) {
      return;
    }
    if (!narrow.matches) {
      kept.write("octavo.panel", open ? "" : "closed");
    }
    if (open && narrow.matches) {
      this.#panel.querySelector("[aria-selected=true]").focus();
    } else if (!open) {
      this.#toggle.focus();
    }
  }

  /** Closes it where it hides the conversation. */
  giveWay() {
    if (narrow.matches) {
      this.open(false, false);
    }
  }

  choose(name) {
    const chosen = NAMES.includes(name) ? name : NAMES[0];
    for (const each of NAMES) {
      const tab = byId(`tab-${each}`);
      tab.setAttribute("aria-selected", String(each === chosen));
      tab.tabIndex = each === chosen ? 0 : -1;
      byId(each).hidden = each !== chosen;
    }
    kept.write("octavo.tab", chosen);
  }

  /** Arrow keys, as tabs have them. */
  #move(event, from) {
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: NAMES.length - 1 }[event.key];
    if (to === undefined) {
      return;
    }
    event.preventDefault();
    const name = NAMES[(to + NAMES.length) % NAMES.length];
    this.choose(name);
    byId(`tab-${name}`).focus();
  }
}
