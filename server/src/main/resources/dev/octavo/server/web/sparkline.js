// A small chart of the last minute.
import { svg } from "./dom.js";

const WIDTH = 120;
const HEIGHT = 32;
const PAD = 2;

export class Sparkline {
  #values = [];
  #points;
  #area = svg("path", { class: "area" });
  #line = svg("path", { class: "line" });

  /** A chart of so many points; floor: what the top of the scale is at least. */
  constructor(points, floor = 1) {
    this.#points = points;
    this.floor = floor;
    this.element = svg("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      this.#area, this.#line);
  }

  push(value) {
    this.#values.push(Number.isFinite(value) ? value : 0);
    if (this.#values.length > this.#points) {
      this.#values.shift();
    }
    this.#draw();
  }

  clear() {
    this.#values = [];
    this.#draw();
  }

  #draw() {
    const top = Math.max(this.floor, ...this.#values);
    const step = WIDTH / (this.#points - 1);
    const first = WIDTH - step * (this.#values.length - 1);
    const y = (value) => HEIGHT - PAD - (HEIGHT - 2 * PAD) * value / top;
    const path = this.#values
      .map((value, i) => `${i === 0 ? "M" : "L"}${(first + i * step).toFixed(1)} ${y(value).toFixed(1)}`)
      .join("");
    this.#line.setAttribute("d", path);
    this.#area.setAttribute("d", path === "" ? "" : `${path}L${WIDTH} ${HEIGHT}L${first.toFixed(1)} ${HEIGHT}Z`);
  }
}
