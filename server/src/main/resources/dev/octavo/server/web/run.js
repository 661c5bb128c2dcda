// One request from its start to its end, with its times.
import { stream } from "./api.js";
import { count, duration, three } from "./figures.js";

/** A request that streams; piece is called with each choice that arrives. */
export class Run {
  #abort = new AbortController();
  #start = performance.now();
  #first = 0;
  #last = 0;
  tokens = 0;
  reason = "";

  async go(path, body, piece) {
    try {
      for await (const event of stream(path, body, this.#abort.signal)) {
        this.#take(event, piece);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        throw error;
      }
      this.reason = "stopped";
    }
  }

  #take(event, piece) {
    const before = this.tokens;
    this.tokens = event.usage?.completion_tokens ?? this.tokens;
    const choice = event.choices[0];
    if (choice === undefined) {
      return;
    }
    if (this.tokens > before) {
      this.#last = performance.now();
      this.#first ||= this.#last;
    }
    this.reason = choice.finish_reason ?? this.reason;
    piece(choice);
  }

  /** Ends it here; the server stops too. */
  stop() {
    this.#abort.abort();
  }

  /** How far it is. */
  get progress() {
    if (this.tokens === 0) {
      return "";
    }
    const parts = [`${count(this.tokens)} ${this.tokens === 1 ? "token" : "tokens"}`];
    const seconds = (this.#last - this.#first) / 1000;
    if (this.tokens > 1 && seconds > 0) {
      parts.push(`${three((this.tokens - 1) / seconds)} tokens/s`);
    }
    return parts.join(" · ");
  }

  /** What it took. */
  get figures() {
    const first = this.tokens > 0 ? `first after ${duration((this.#first - this.#start) / 1000)}` : "";
    const ending = { length: "cut at the limit", stopped: "stopped" }[this.reason] ?? "";
    return [this.progress, first, ending].filter((part) => part !== "").join(" · ");
  }
}
