// What goes along with every request: the system prompt and the sampling parameters. An empty field leaves it to the server.
import { apiKey, setApiKey } from "./api.js";
import { byId, el, kept } from "./dom.js";

const STORE = "octavo.settings";

/** name in the API, label, what it does, least, most, step. */
const NUMBERS = [
  ["temperature", "Temperature", "0 is greedy", 0, 2, 0.1],
  ["max_tokens", "Max tokens", "of one answer", 1, 1e7, 1],
  ["top_p", "Top p", "share of probability kept", 0.01, 1, 0.05],
  ["top_k", "Top k", "tokens kept; -1 is all", -1, 1e6, 1],
  ["min_p", "Min p", "share of the best token", 0, 1, 0.05],
  ["seed", "Seed", "for the same text again", null, null, 1],
  ["presence_penalty", "Presence penalty", "for tokens used before", -2, 2, 0.1],
  ["frequency_penalty", "Frequency penalty", "grows with each use", -2, 2, 0.1],
  ["repetition_penalty", "Repetition penalty", "1 is none", 0.01, 2, 0.05],
];

export class Settings {
  #numbers = new Map();
  #system = el("textarea", { id: "system", rows: 3, placeholder: "You are a helpful assistant." });
  #stop = el("textarea", { id: "stop-texts", rows: 2, placeholder: "one a line", spellcheck: false });
  #key = el("input", { id: "key", type: "password", autocomplete: "off", spellcheck: false, value: apiKey() });

  constructor(page, keyChanged) {
    const form = el("form", { className: "fields" });
    form.addEventListener("submit", (event) => event.preventDefault());
    page.append(form);
    form.append(
      field("System prompt", this.#system, "Goes before every conversation."),
      el("h2", { textContent: "Sampling" }),
      el("p", { className: "fine", textContent: "An empty field leaves it to the server and the model." }),
      el("div", { className: "numbers" }, ...NUMBERS.map((each) => this.#number(...each))),
      field("Stop at", this.#stop, "Texts that end an answer."),
      el("div", { className: "buttons" }, this.#reset()),
      el("h2", { textContent: "Access" }),
      field("API key", this.#key, "Stays in this tab and is gone when you close it."));
    this.#load();
    page.addEventListener("input", (event) => event.target !== this.#key && this.#save());
    this.#key.addEventListener("change", () => {
      setApiKey(this.#key.value);
      keyChanged();
    });
  }

  #number(name, label, hint, min, max, step) {
    const input = el("input", { id: `p-${name}`, type: "number", step: "any", placeholder: "default", inputMode: step === 1 ? "numeric" : "decimal" });
    input.step = step === 1 ? "1" : "any";
    if (min !== null) {
      input.min = min;
      input.max = max;
    }
    input.addEventListener("input", () => input.setAttribute("aria-invalid", String(!input.validity.valid)));
    this.#numbers.set(name, input);
    return field(label, input, hint);
  }

  #reset() {
    const button = el("button", { type: "button", className: "plain", textContent: "Back to the defaults" });
    button.addEventListener("click", () => {
      for (const input of this.#numbers.values()) {
        input.value = "";
        input.removeAttribute("aria-invalid");
      }
      this.#stop.value = "";
      this.#save();
    });
    return button;
  }

  #load() {
    let stored = {};
    try {
      stored = JSON.parse(kept.read(STORE) ?? "{}");
    } catch {
      // What is there is not ours.
    }
    this.#system.value = text(stored.system);
    this.#stop.value = text(stored.stop);
    for (const [name, input] of this.#numbers) {
      input.value = text(stored[name]);
    }
  }

  #save() {
    const all = { system: this.#system.value, stop: this.#stop.value };
    for (const [name, input] of this.#numbers) {
      all[name] = input.value;
    }
    kept.write(STORE, JSON.stringify(all));
  }

  /** Shows a key that was given elsewhere. */
  showKey() {
    this.#key.value = apiKey();
  }

  /** The system prompt; empty for none. */
  get system() {
    return this.#system.value.trim();
  }

  /** The fields of a request. */
  get sampling() {
    const fields = {};
    for (const [name, input] of this.#numbers) {
      if (input.value !== "" && input.validity.valid) {
        fields[name] = input.valueAsNumber;
      }
    }
    const stop = this.#stop.value.split("\n").filter((line) => line !== "");
    return stop.length > 0 ? { ...fields, stop } : fields;
  }

  /** The label of a field whose value cannot be used; empty if there is none. */
  get invalid() {
    const wrong = [...this.#numbers.values()].find((input) => !input.validity.valid);
    return wrong ? byId(wrong.id).labels[0].textContent : "";
  }
}

const text = (value) => typeof value === "string" ? value : "";

function field(label, input, hint) {
  const id = `${input.id}-hint`;
  input.setAttribute("aria-describedby", id);
  return el("div", { className: "field" },
    el("label", { for: input.id, textContent: label }),
    input,
    el("p", { id, className: "fine", textContent: hint }));
}
