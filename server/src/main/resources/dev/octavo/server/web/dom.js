// Builds elements; text only ever becomes text.

const SVG = "http://www.w3.org/2000/svg";

/** The element of the page with an id. */
export const byId = (id) => document.getElementById(id);

/** An element with properties, attributes (names with a dash, and role) and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children);
  return element;
}

/** An element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** One of the icons in the page. */
export const icon = (name) => svg("svg", { "aria-hidden": "true" }, svg("use", { href: `#i-${name}` }));

/** A button that shows an icon and says its name to those who do not see it. */
export function tool(name, label, action) {
  const button = el("button", { type: "button", className: "tool small", title: label },
    icon(name), el("span", { className: "hidden", textContent: label }));
  button.addEventListener("click", () => action(button));
  return button;
}

/** Copies text and shows for a moment that it did. */
export async function copy(text, button) {
  await write(text);
  const use = button.querySelector("use");
  if (use) {
    const before = use.getAttribute("href");
    use.setAttribute("href", "#i-check");
    setTimeout(() => use.setAttribute("href", before === "#i-check" ? "#i-copy" : before), 1200);
  }
  announce("Copied");
}

/** The clipboard's own interface is there on https and localhost only. */
async function write(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // Not allowed; the old way may be.
    }
  }
  const area = el("textarea", { value: text, className: "hidden" });
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  focused?.focus();
}

/** Has a screen reader say something. */
export function announce(text) {
  byId("announcer").textContent = text;
}

/** What a browser keeps, if it keeps anything. */
export const storage = (area) => ({
  read(key) {
    try {
      return area().getItem(key);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value === null || value === "") {
        area().removeItem(key);
      } else {
        area().setItem(key, value);
      }
      return true;
    } catch {
      return false;
    }
  },
});

export const kept = storage(() => localStorage);
export const ofTab = storage(() => sessionStorage);
