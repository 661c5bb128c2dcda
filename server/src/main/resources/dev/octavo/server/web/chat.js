// A conversation: sends it, takes the answer in, and does so again.
import { ApiError } from "./api.js";
import { announce } from "./dom.js";
import { fresh } from "./history.js";
import { Run } from "./run.js";
import { Transcript } from "./transcript.js";

export class Chat {
  #conversation = fresh();
  #run = null;
  #context;
  #transcript = new Transcript({
    edit: (index, text) => this.#again(index, text),
    retry: (index) => this.#retry(index),
  });

  /** context: model, settings, history, and what to call: changed(running, run), refused(error). */
  constructor(context) {
    this.#context = context;
  }

  get #messages() {
    return this.#conversation.messages;
  }

  get running() {
    return this.#run !== null;
  }

  /** Shows another conversation; an answer under way is stopped and kept. */
  open(conversation) {
    this.stop();
    this.#conversation = conversation;
    this.#transcript.show(conversation.messages);
    this.#context.history.mark(conversation.id);
  }

  stop() {
    this.#run?.stop();
  }

  send(text) {
    this.#messages.push({ role: "user", content: text });
    return this.#answer();
  }

  #again(index, text) {
    if (!this.running) {
      this.#messages.length = index;
      this.send(text);
    }
  }

  #retry(index) {
    if (!this.running) {
      this.#messages.length = index;
      this.#answer();
    }
  }

  #body() {
    const { settings, model } = this.#context;
    const system = settings.system === "" ? [] : [{ role: "system", content: settings.system }];
    const unanswered = (at) => this.#messages[at]?.role === "assistant" && this.#messages[at].content === "";
    const said = this.#messages // A question whose answer failed is not asked along with the next one.
      .filter((message, i) => !unanswered(i) && !unanswered(i + 1))
      .map(({ role, content }) => ({ role, content }));
    return { model: model(), messages: [...system, ...said], ...settings.sampling };
  }

  async #answer() {
    const conversation = this.#conversation;
    const { messages } = conversation;
    const run = new Run();
    const body = this.#body();
    const answer = { role: "assistant", content: "" };
    messages.push(answer);
    this.#transcript.show(messages);
    this.#transcript.grow(answer, true);
    this.#run = run;
    this.#context.changed(true, run);
    const shown = () => this.#conversation === conversation;
    try {
      await run.go("v1/chat/completions", body, (choice) => {
        answer.content += choice.delta?.content ?? "";
        const thought = choice.delta?.reasoning_content ?? choice.delta?.reasoning ?? "";
        answer.reasoning = (answer.reasoning ?? "") + thought;
        if (shown()) {
          this.#transcript.grow(answer, true);
          this.#context.changed(true, run);
        }
      });
    } catch (error) {
      this.#failed(error, conversation, answer);
    }
    answer.figures = run.figures;
    this.#run = null;
    if (messages.at(-1) === answer) {
      this.#context.history.keep(conversation);
      if (shown()) {
        this.#context.history.mark(conversation.id);
        this.#transcript.finish(answer, messages.length - 1);
        announce(answer.note ?? answer.content);
      }
    }
    this.#context.changed(false, null);
  }

  /** A request that the server did not begin leaves the message to be sent again. */
  #failed(error, conversation, answer) {
    const { messages } = conversation;
    const status = error instanceof ApiError ? error.status : 0;
    if (answer.content === "" && this.#conversation === conversation && this.#context.refused(error, messages)) {
      messages.splice(-2);
      this.#transcript.show(messages);
      return;
    }
    answer.note = status === 429 ? `The server is full at the moment: ${error.message}` : error.message;
  }
}
