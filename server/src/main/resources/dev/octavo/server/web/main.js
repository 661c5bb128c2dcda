// Puts the page together.
import { startAppearance } from "./appearance.js";
import { Chat } from "./chat.js";
import { announce, byId, kept } from "./dom.js";
import { EngineView } from "./engine.js";
import { fresh, History } from "./history.js";
import { KeyDialog } from "./key.js";
import { Models } from "./models.js";
import { Panel } from "./panel.js";
import { Settings } from "./settings.js";
import { Text } from "./text.js";

const input = byId("input");
const hovers = matchMedia("(hover: hover)").matches;
let mode = "chat";

startAppearance();
const panel = new Panel();
const keys = new KeyDialog(() => {
  settings.showKey();
  models.load();
  engine.poll();
});
const models = new Models(() => keys.ask());
const settings = new Settings(byId("settings"), () => {
  models.load();
  engine.poll();
});
const engine = new EngineView(byId("engine"), () => keys.ask());
const history = new History(byId("history"), open, () => chat.open(fresh()));
const context = { model: () => models.chosen, settings, history, changed, refused };
const chat = new Chat(context);
const text = new Text(context);

const current = () => mode === "chat" ? chat : text;

function open(conversation) {
  setMode("chat");
  chat.open(conversation);
  panel.giveWay();
  input.focus();
}

/** Shows whether something runs, and how fast; the focus goes along from Send to Stop and back to the text. */
function changed(running, run) {
  const button = [byId("send"), byId("stop")].includes(document.activeElement);
  byId("send").hidden = running;
  byId("stop").hidden = !running;
  if (button && running) {
    byId("stop").focus();
  } else if (button && !running) {
    (hovers && mode === "chat" ? input : byId("send")).focus();
  }
  byId("meter").textContent = run ? run.progress : "";
  byId("transcript").classList.toggle("busy", running);
}

/** Deals with what the page can do something about; tells whether it did. */
function refused(error, messages) {
  if (error.status === 401) {
    giveBack(messages);
    models.tell("bad", "Needs a key");
    keys.ask();
    return true;
  }
  if (error.status === 400 && mode === "chat" && /chat template/i.test(error.message)) {
    const said = messages.findLast((message) => message.role === "user")?.content ?? "";
    setMode("text");
    text.begin(said);
    byId("text-error").textContent = "This model knows no conversations, only texts that it continues.";
    byId("text-error").hidden = false;
    return true;
  }
  if (error.status === 0 || error.status === 503) {
    models.load(); // Shows how it stands until the server is back.
  }
  return false;
}

/** What could not be sent goes back to where it was written. */
function giveBack(messages) {
  const said = messages.findLast((message) => message.role === "user");
  if (said && input.value === "") {
    input.value = said.content;
    fit();
  }
}

function setMode(wanted) {
  mode = wanted === "text" ? "text" : "chat";
  const chatting = mode === "chat";
  byId("chat-view").hidden = !chatting;
  byId("text-view").hidden = chatting;
  byId("text-tools").hidden = chatting;
  byId("to-end").hidden = true;
  input.hidden = !chatting;
  byId("composer").classList.toggle("bare", !chatting);
  byId("keys").textContent = chatting ? "Enter sends, Shift+Enter begins a line" : "Ctrl+Enter continues the text";
  byId("send").title = chatting ? "Send (Enter)" : "Continue (Ctrl+Enter)";
  byId("send").lastElementChild.textContent = chatting ? "Send" : "Continue";
  byId("meter").textContent = "";
  document.querySelector(`input[name=mode][value=${mode}]`).checked = true;
  kept.write("octavo.mode", mode);
}

function submit() {
  if (chat.running || text.running) {
    return;
  }
  if (settings.invalid) {
    panel.open(true, true);
    panel.choose("settings");
    announce(`${settings.invalid} has no valid value.`);
    return;
  }
  if (mode === "text") {
    if (!text.empty) {
      text.send();
    }
  } else if (input.value.trim() !== "") {
    const said = input.value.trim();
    input.value = "";
    fit();
    chat.send(said);
  }
}

/** The field grows with what is written, up to a bound that the style sheet sets. */
function fit() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
byId("stop").addEventListener("click", () => {
  chat.stop();
  text.stop();
});
input.addEventListener("input", fit);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    submit();
  }
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape" && (chat.running || text.running)) {
    event.preventDefault();
    chat.stop();
    text.stop();
  } else if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    (mode === "chat" ? input : text).focus();
  }
});
for (const radio of document.querySelectorAll("input[name=mode]")) {
  radio.addEventListener("change", () => {
    current().stop();
    setMode(radio.value);
  });
}
byId("new-chat").addEventListener("click", () => {
  chat.stop();
  text.stop();
  if (mode === "text") {
    text.begin("");
    text.focus();
  } else {
    chat.open(fresh());
    input.focus();
  }
});
byId("ideas").addEventListener("click", (event) => {
  const idea = event.target.closest("button");
  if (idea && !chat.running) {
    input.value = idea.textContent;
    submit();
  }
});

setMode(kept.read("octavo.mode"));
if (hovers) {
  current() === chat ? input.focus() : text.focus();
}
