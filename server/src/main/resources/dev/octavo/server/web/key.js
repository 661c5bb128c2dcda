// Asks for an API key when the server does.
import { apiKey, setApiKey } from "./api.js";
import { byId } from "./dom.js";

export class KeyDialog {
  #dialog = byId("key-dialog");
  #value = byId("key-value");

  /** given: called when there is a key. */
  constructor(given) {
    byId("key-form").addEventListener("submit", (event) => {
      event.preventDefault();
      setApiKey(this.#value.value);
      this.#dialog.close();
      given();
    });
    byId("key-later").addEventListener("click", () => this.#dialog.close());
  }

  ask() {
    if (!this.#dialog.open) {
      byId("key-error").hidden = apiKey() === "";
      this.#value.value = "";
      this.#dialog.showModal();
      this.#value.focus();
    }
  }
}
