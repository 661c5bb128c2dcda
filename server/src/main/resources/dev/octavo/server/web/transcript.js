// Shows the messages of a conversation.
import { byId, copy, el, tool } from "./dom.js";
import { render } from "./markdown.js";

export class Transcript {
  #list = byId("transcript");
  #scroller = byId("chat-view");
  #following = true;
  #frame = 0;
  #actions;

  /** actions: edit(index, text) and retry(index). */
  constructor(actions) {
    this.#actions = actions;
    const toEnd = byId("to-end");
    this.#scroller.addEventListener("scroll", () => {
      const left = this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight;
      this.#following = left < 60;
      toEnd.hidden = this.#following;
    }, { passive: true });
    toEnd.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.#follow()).observe(this.#scroller);
  }

  /** Goes to the newest message and stays there. */
  toEnd() {
    this.#following = true;
    this.#follow();
  }

  #follow() {
    if (this.#following) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
  }

  /** Shows these messages and no others. */
  show(messages) {
    cancelAnimationFrame(this.#frame);
    byId("welcome").hidden = messages.length > 0;
    this.#list.replaceChildren(...messages.map((message, i) => this.#item(message, i)));
    this.toEnd();
  }

  #item(message, index) {
    const mine = message.role === "user";
    const body = el("div", { className: "body" });
    const item = el("li", { className: `message ${mine ? "mine" : "theirs"}` },
      el("p", { className: "hidden", textContent: mine ? "You" : "Model" }), body);
    if (mine) {
      body.textContent = message.content;
    } else {
      render(body, message.content);
    }
    if (message.note) {
      item.append(el("p", { className: "notice", role: "alert", textContent: message.note }));
    }
    item.append(this.#tools(message, index, item));
    return item;
  }

  #tools(message, index, item) {
    const tools = el("div", { className: "tools" }, tool("copy", "Copy", (button) => copy(message.content, button)));
    if (message.role === "user") {
      tools.append(tool("edit", "Edit and send again", () => this.#edit(message, index, item)));
    } else {
      tools.append(tool("retry", "Regenerate", () => this.#actions.retry(index)));
    }
    if (message.figures) {
      tools.append(el("span", { className: "figures", textContent: message.figures }));
    }
    return tools;
  }

  #edit(message, index, item) {
    const id = `edit-${index}`;
    const area = el("textarea", { id, value: message.content, rows: 3 });
    const back = () => item.replaceWith(this.#item(message, index));
    const cancel = el("button", { type: "button", className: "plain", textContent: "Cancel" });
    const form = el("form", { className: "edit" }, el("label", { className: "hidden", for: id, textContent: "Your message" }), area,
      el("div", { className: "buttons" }, cancel, el("button", { type: "submit", className: "primary", textContent: "Send" })));
    cancel.addEventListener("click", back);
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        back();
      } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (area.value.trim() !== "") {
        this.#actions.edit(index, area.value.trim());
      }
    });
    item.replaceChildren(form);
    item.classList.add("editing");
    area.focus();
  }

  /** Shows the last message as it is now, at most once a frame; tools come with the end. */
  grow(message, running) {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#growNow(message, running));
  }

  #growNow(message, running) {
    const item = this.#list.lastElementChild;
    item.classList.toggle("running", running);
    item.setAttribute("aria-busy", String(running));
    const body = item.querySelector(".body");
    render(body, message.content);
    this.#reason(item, body, message);
    this.#follow();
  }

  /** What some models think before they answer. */
  #reason(item, body, message) {
    if (!message.reasoning) {
      return;
    }
    let details = item.querySelector("details");
    if (!details) {
      details = el("details", { className: "reasoning" }, el("summary", { textContent: "Reasoning" }), el("div"));
      body.before(details);
    }
    details.lastElementChild.textContent = message.reasoning;
  }

  /** The last message is complete. */
  finish(message, index) {
    cancelAnimationFrame(this.#frame);
    const made = this.#item(message, index);
    this.#reason(made, made.querySelector(".body"), message);
    this.#list.lastElementChild.replaceWith(made);
    this.#follow();
  }
}

