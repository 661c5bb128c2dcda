// The live view of the engine: reads /metrics while it can be seen.
import { ApiError, apiKey, metrics } from "./api.js";
import { byId, el } from "./dom.js";
import { bytes, count, duration, percent, three } from "./figures.js";
import { quantile, rate, Reading } from "./prometheus.js";
import { Sparkline } from "./sparkline.js";

const PERIOD = 1000;
const POINTS = 60;
const RATE_WINDOW = 5.5 * PERIOD;
const LATENCY_WINDOW = 30.5 * PERIOD;
const NOTHING = new Reading("", 0);
const TTFT = "vllm:time_to_first_token_seconds";
const ITL = "vllm:inter_token_latency_seconds";

export class EngineView {
  #readings = [];
  #cards = new Map();
  #timer = 0;
  #asking = null;
  #notice = el("p", { className: "notice", role: "status", hidden: true });
  #totals = new Map();
  #latency = new Map();
  #needsKey;
  #refusedKey = null;

  /** needsKey: what to do if the server asks for a key. */
  constructor(page, needsKey) {
    this.page = page;
    this.#needsKey = needsKey;
    page.append(
      this.#notice,
      el("div", { className: "cards" },
        this.#card("running", "Running", "in the batch"),
        this.#card("waiting", "Waiting", "in the queue"),
        this.#card("generation", "Generation", "tokens/s", "long"),
        this.#card("prompt", "Prompt", "tokens/s", "long"),
        this.#card("kv", "KV cache", "in use", "long gauged"),
        this.#card("hits", "Prefix hits", "of prompts", "long gauged")),
      this.#latencies(),
      this.#summary());
    new MutationObserver(() => this.#arrange()).observe(page, { attributes: true, attributeFilter: ["hidden"] });
    new MutationObserver(() => this.#arrange()).observe(byId("panel"), { attributes: true, attributeFilter: ["hidden"] });
    document.addEventListener("visibilitychange", () => this.#arrange());
    this.#arrange();
  }

  #card(name, label, unit, kind = "") {
    const value = el("strong", { textContent: "–" });
    value.dataset.figure = name;
    const chart = new Sparkline(POINTS, kind.includes("gauged") ? 0.02 : 1);
    const bar = el("span", { className: "fill" });
    const card = el("div", { className: `card ${kind} ${name}` },
      el("p", { className: "label" }, label),
      el("p", { className: "value" }, value, " ", el("span", { className: "unit", textContent: unit })),
      chart.element);
    if (kind.includes("gauged")) {
      card.append(el("div", { className: "gauge", "aria-hidden": "true" }, bar));
    }
    this.#cards.set(name, { value, chart, bar });
    return card;
  }

  #latencies() {
    const row = (name, label, title) => {
      const cells = ["p50", "p95"].map((q) => {
        const cell = el("td", { textContent: "–" });
        cell.dataset.figure = `${name}-${q}`;
        this.#latency.set(`${name}-${q}`, cell);
        return cell;
      });
      return el("tr", {}, el("th", { scope: "row" }, el("abbr", { title, textContent: label }), el("span", { className: "unit", textContent: title })), ...cells);
    };
    return el("table", { className: "latency" },
      el("caption", { textContent: "Latency, last 30 s" }),
      el("thead", {}, el("tr", {}, el("td"), el("th", { scope: "col", textContent: "p50" }), el("th", { scope: "col", textContent: "p95" }))),
      el("tbody", {}, row("ttft", "TTFT", "time to first token"), row("itl", "ITL", "between tokens")));
  }

  #summary() {
    const list = el("dl", { className: "totals" });
    for (const [name, label] of [["finished", "Requests answered"], ["prompted", "Prompt tokens"], ["generated", "Generated tokens"],
      ["preempted", "Preemptions"], ["pool", "KV pool"], ["memory", "Process memory"]]) {
      const value = el("dd", { textContent: "–" });
      value.dataset.figure = name;
      this.#totals.set(name, value);
      list.append(el("div", {}, el("dt", { textContent: label }), value));
    }
    return list;
  }

  /** Asks while somebody can see the answer, and not otherwise. */
  #arrange() {
    const seen = !this.page.hidden && !byId("panel").hidden && !document.hidden;
    if (seen && this.#timer === 0) {
      this.#timer = setInterval(() => this.poll(), PERIOD);
      this.poll();
    } else if (!seen && this.#timer !== 0) {
      clearInterval(this.#timer);
      this.#timer = 0;
    }
  }

  /** Asks now, unless an answer is under way. */
  async poll() {
    if (this.#asking || this.#refusedKey === apiKey()) {
      return;
    }
    this.#asking = new AbortController();
    const limit = setTimeout(() => this.#asking?.abort(), 10 * PERIOD);
    try {
      this.#take(new Reading(await metrics(this.#asking.signal), performance.now()));
      this.#notice.hidden = true;
    } catch (error) {
      this.#fail(error);
    } finally {
      clearTimeout(limit);
      this.#asking = null;
    }
  }

  #fail(error) {
    const status = error instanceof ApiError ? error.status : 0;
    this.#notice.hidden = false;
    this.#notice.textContent = status === 401 ? "The figures need an API key. " : error.name === "AbortError" ? "The server does not answer." : error.message;
    this.#refusedKey = status === 401 ? apiKey() : null;
    if (status === 401) {
      const button = el("button", { type: "button", className: "link", textContent: "Give a key" });
      button.addEventListener("click", () => this.#needsKey());
      this.#notice.append(button);
    }
  }

  #take(now) {
    const last = this.#readings.at(-1);
    const anew = last && now.sum("vllm:generation_tokens_total") < last.sum("vllm:generation_tokens_total");
    if (anew || now.time - last?.time > RATE_WINDOW) {
      this.#readings = []; // The server was started anew, or nobody looked for a while.
      this.#cards.forEach(({ chart }) => chart.clear());
    }
    this.#readings = [...this.#readings.filter(({ time }) => time > now.time - LATENCY_WINDOW), now];
    this.#show(now);
  }

  /** The first reading of the time before now. */
  #since(now, window) {
    return this.#readings.find(({ time }) => time > now.time - window);
  }

  #show(now) {
    const before = this.#since(now, RATE_WINDOW);
    const speed = (name) => rate(before, now, name);
    const queries = now.sum("vllm:prefix_cache_queries_total");
    const hits = queries > 0 ? now.sum("vllm:prefix_cache_hits_total") / queries : NaN;
    this.#set("running", count, now.sum("vllm:num_requests_running"));
    this.#set("waiting", count, now.sum("vllm:num_requests_waiting"));
    this.#set("generation", three, speed("vllm:generation_tokens_total"));
    this.#set("prompt", three, speed("vllm:prompt_tokens_total"));
    this.#set("kv", percent, now.sum("vllm:kv_cache_usage_perc"));
    this.#set("hits", percent, hits);
    this.#showLatency(this.#since(now, LATENCY_WINDOW), now);
    this.#showTotals(now);
  }

  #set(name, format, value) {
    const { value: element, chart, bar } = this.#cards.get(name);
    element.textContent = format(value);
    chart.push(value);
    bar.style.width = `${Math.min(1, value || 0) * 100}%`;
  }

  /** While there is nothing new, the last figure stays, fainter; the first one is that of all time. */
  #showLatency(before, now) {
    for (const [name, cell] of this.#latency) {
      const histogram = name.startsWith("ttft") ? TTFT : ITL;
      const q = name.endsWith("p50") ? 0.5 : 0.95;
      const value = quantile(before, now, histogram, q);
      cell.classList.toggle("old", Number.isNaN(value));
      if (!Number.isNaN(value)) {
        cell.textContent = duration(value);
      } else if (cell.textContent === "–") {
        cell.textContent = duration(quantile(NOTHING, now, histogram, q));
      }
    }
  }

  #showTotals(now) {
    const pool = now.labels("vllm:cache_config_info");
    const values = {
      finished: count(now.sum("vllm:request_success_total")),
      prompted: count(now.sum("vllm:prompt_tokens_total")),
      generated: count(now.sum("vllm:generation_tokens_total")),
      preempted: count(now.sum("vllm:num_preemptions_total")),
      pool: pool.num_gpu_blocks ? `${count(Number(pool.num_gpu_blocks))} blocks of ${pool.block_size}` : "–",
      memory: bytes(now.sum("process_resident_memory_bytes")),
    };
    for (const [name, value] of Object.entries(values)) {
      this.#totals.get(name).textContent = value;
    }
  }
}
