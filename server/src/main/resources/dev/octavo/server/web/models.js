// Which models there are, and whether the server is there at all.
import { models } from "./api.js";
import { byId, el, kept } from "./dom.js";
import { count } from "./figures.js";

const STORE = "octavo.model";
const AGAIN = 3000;

export class Models {
  #select = byId("model");
  #status = byId("status");
  #timer = 0;
  #needsKey;

  /** needsKey: what to do if the server asks for a key. */
  constructor(needsKey) {
    this.#needsKey = needsKey;
    this.#select.addEventListener("change", () => kept.write(STORE, this.#select.value));
    this.load();
  }

  /** The one chosen. */
  get chosen() {
    return this.#select.value;
  }

  /** Asks until there is an answer. */
  async load() {
    clearTimeout(this.#timer);
    try {
      this.#show(await models());
      this.tell("good", "Ready");
    } catch (error) {
      if (error.status === 401) {
        this.tell("bad", "Needs a key");
        this.#needsKey();
        return;
      }
      this.tell(error.status === 503 ? "busy" : "bad", error.status === 503 ? "Loading" : "Not reachable");
      this.#timer = setTimeout(() => this.load(), AGAIN);
    }
  }

  /** Shows how it stands: good, busy or bad. */
  tell(kind, words) {
    if (this.#status.dataset.kind !== kind || this.#status.lastElementChild.textContent !== words) {
      this.#status.dataset.kind = kind;
      this.#status.lastElementChild.textContent = words;
      this.#status.title = words;
    }
  }

  #show(all) {
    const before = this.#select.value || kept.read(STORE);
    this.#select.replaceChildren(...all.map(({ id, max_model_len: length }) =>
      el("option", { value: id, textContent: id, title: length ? `${count(length)} tokens of context` : "" })));
    this.#select.value = all.some(({ id }) => id === before) ? before : all[0]?.id ?? "";
    this.#select.disabled = all.length === 0;
    this.#select.title = this.#select.selectedOptions[0]?.title ?? "";
    byId("welcome-model").textContent = this.#select.value || "the model";
  }
}
