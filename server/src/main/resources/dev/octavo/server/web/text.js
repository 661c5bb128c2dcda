// Plain continuation of a text, for models that know no conversation.
import { announce, byId, copy } from "./dom.js";
import { Run } from "./run.js";

const LENGTH = 200;

export class Text {
  #area = byId("text");
  #error = byId("text-error");
  #run = null;
  #undo = [];
  #context;

  /** context: model, settings, and what to call: changed(running, run), refused(error). */
  constructor(context) {
    this.#context = context;
    byId("text-undo").addEventListener("click", () => this.#back());
    byId("text-retry").addEventListener("click", () => this.#back() && this.send());
    byId("text-copy").addEventListener("click", (event) => copy(this.#area.value, event.currentTarget));
  }

  get running() {
    return this.#run !== null;
  }

  get empty() {
    return this.#area.value === "";
  }

  focus() {
    this.#area.focus();
  }

  /** Takes this text as the beginning. */
  begin(text) {
    this.#area.value = text;
    this.#undo = [];
    this.#buttons();
  }

  stop() {
    this.#run?.stop();
  }

  #back() {
    if (this.running || this.#undo.length === 0) {
      return false;
    }
    this.#area.value = this.#undo.pop();
    this.#buttons();
    return true;
  }

  #buttons() {
    const none = this.running || this.#undo.length === 0;
    byId("text-undo").disabled = none;
    byId("text-retry").disabled = none;
  }

  async send() {
    const { model, settings, changed, refused } = this.#context;
    const before = this.#area.value;
    const run = new Run();
    this.#run = run;
    this.#error.hidden = true;
    this.#undo.push(before);
    this.#area.readOnly = true;
    this.#buttons();
    changed(true, run);
    try {
      await this.#ask(run, { model: model(), prompt: before, ...settings.sampling }, (choice) => {
        this.#append(choice.text ?? "");
        changed(true, run);
      });
    } catch (error) {
      this.#error.hidden = refused(error, []);
      this.#error.textContent = error.message;
    }
    if (this.#area.value === before) {
      this.#undo.pop();
    }
    this.#run = null;
    this.#area.readOnly = false;
    this.#buttons();
    changed(false, run);
    announce(this.#area.value.slice(before.length));
  }

  /** The API's own default is 16 tokens, too few to read; where the model has no room for more than that, it takes what is left. */
  async #ask(run, body, piece) {
    try {
      await run.go("v1/completions", { max_tokens: LENGTH, ...body }, piece);
    } catch (error) {
      if (error.code !== "context_length_exceeded" || body.max_tokens) {
        throw error;
      }
      await run.go("v1/completions", body, piece);
    }
  }

  /** Stays at the end if the reader is there. */
  #append(piece) {
    const area = this.#area;
    const following = area.scrollHeight - area.scrollTop - area.clientHeight < 60;
    area.value += piece;
    if (following) {
      area.scrollTop = area.scrollHeight;
    }
  }
}
