// Light, dark, or as the system has it.
import { announce, byId, kept } from "./dom.js";

const STORE = "octavo.theme";
const NEXT = { "": "light", light: "dark", dark: "" };
const NAMES = { "": "as the system", light: "light", dark: "dark" };

export function startAppearance() {
  const button = byId("theme");
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    byId("theme-name").textContent = NAMES[theme];
    button.title = `Colours: ${NAMES[theme]}`;
  };
  const now = () => NEXT[kept.read(STORE) ?? ""] === undefined ? "" : kept.read(STORE) ?? "";
  show(now());
  button.addEventListener("click", () => {
    const theme = NEXT[document.documentElement.dataset.theme] ?? "";
    kept.write(STORE, theme);
    show(theme);
    announce(`Colours: ${NAMES[theme]}`);
  });
}
