"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const page = document.getElementById("page");
  const cases = report.cases;
  const perf = report.mode === "perf";
  const asked = report.mode === "support";
  const RIGHT = new Set(["passed", "supported"]);
  const QUIET = new Set(["refused", "excluded"]);
  const failing = (c) => !RIGHT.has(c.status) && !QUIET.has(c.status);
  const emulated = (c) => RIGHT.has(c.status) && c.support === "emulated";
  const typeOf = (c) => c.dtypes[0] || "any";
  const failures = cases.filter(failing);

  // Text is only ever set as text, never as markup: messages come from foreign code.
  function el(tag, attributes, ...children) {
    const svg = ["svg", "rect", "line", "text", "g", "title"].includes(tag) && attributes && attributes.ns;
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "ns") continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== false) node.setAttribute(name, value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined) node.append(child);
    }
    return node;
  }
  const number = (v, digits = 1) => v.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const whole = (v) => v.toLocaleString("en");
  function time(seconds) {
    return seconds < 1e-3 ? number(seconds * 1e6) + " µs" : seconds < 1 ? number(seconds * 1e3, 2) + " ms" : number(seconds, 1) + " s";
  }
  function duration(seconds) {
    return seconds < 60 ? number(seconds) + " s" : Math.floor(seconds / 60) + " min " + Math.round(seconds % 60) + " s";
  }
  function bytes(v) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let i = 0;
    while (v >= 1024 && i < 4) { v /= 1024; i++; }
    return number(v, i ? 1 : 0) + " " + units[i];
  }
  const words = (status) => status.replace(/-/g, " ");
  const section = (title, note, ...content) =>
    el("section", {}, el("h2", {}, title, note ? el("small", {}, note) : null), ...content);

  function head() {
    const d = report.device;
    const theme = el("button", { class: "theme", type: "button", title: "Light or dark", onclick: () => {
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
    } }, "◐");
    document.title = "Octavo conformance: " + d.backend + ":" + d.ordinal;
    return el("header", {},
      el("div", { class: "who" },
        el("h1", {}, "Conformance of " + d.backend + ":" + d.ordinal),
        el("div", { class: "soft" }, d.name + (d.variant ? ", " + d.variant : ""))),
      theme);
  }

  function card(value, label, kind) {
    return el("div", { class: "card " + (kind || "") }, el("b", {}, value), el("span", {}, label));
  }

  function cards() {
    const level = { none: "none", undecided: "undecided", core: "Core", full: "Full" }[report.profile.reached];
    const good = failures.length === 0;
    const worst = cases.reduce((w, c) => Math.max(w, c.worst || 0), 0);
    const right = cases.filter((c) => RIGHT.has(c.status));
    const list = [card(good ? "passed" : "failed", "result", good ? "good" : "bad")];
    if (!perf) list.push(card(level, "profile reached", level === "none" ? "bad" : level === "undecided" ? "" : "good"));
    list.push(card(whole(right.length), perf ? "measured" : asked ? "supported" : "cases passed"));
    list.push(card(whole(failures.length), "failed", failures.length ? "bad" : ""));
    list.push(card(whole(cases.filter((c) => c.status === "refused").length), "refused"));
    if (perf) {
      list.push(card(number(report.ceilings.gigabytesPerSecond), "GB/s at most"));
      list.push(card(number(report.ceilings.gigaflops, 0), "GFLOP/s at most"));
    } else {
      list.push(card(whole(cases.filter(emulated).length), "emulated"));
      if (!asked) list.push(card(number(worst, 2), "worst / bound"));
    }
    return el("div", {}, el("div", { class: "cards" }, list),
      perf ? null : el("p", { class: "why" }, level === "Full" ? "Everything in the suite: " : level === "none" ? "What stands in the way: " : "Why not more: ", report.profile.why));
  }

  function facts(pairs) {
    return el("div", { class: "panel" }, el("dl", { class: "facts" },
      pairs.filter(([, v]) => v !== "" && v !== undefined).map(([k, v]) => [el("dt", {}, k), el("dd", {}, v)]).flat()));
  }

  function about() {
    const d = report.device;
    return el("div", { class: "two" },
      section("Device", "", facts([["name", d.name], ["kind", d.kind], ["driver", d.driver], ["kernels", d.variant],
        ["memory", bytes(d.totalBytes)], ...Object.entries(d.claims)])),
      section("Run", "", facts([["mode", report.mode], ["tier", report.tier], ["seed", report.seed],
        ["filter", report.filters.join("  ")], ["cases", whole(cases.length)],
        ...Object.entries(report.counts).filter(([, n]) => n > 0).map(([k, n]) => ["  " + words(k), whole(n)]),
        ["began", report.began.replace("T", " ").replace("Z", " UTC")], ["took", duration(report.seconds)],
        ["host", report.host], ["SPI", report.spi]])));
  }

  // State of the list of cases; the grid changes it.
  const wanted = { text: "", status: "", operator: "", type: "", sort: null, down: false, shown: 100 };
  let refresh = () => {};

  function grid() {
    const usual = ["any", "f32", "f16", "bf16", "f8_e4m3", "f8_e5m2", "i8", "u8", "i32"];
    const rank = (t) => (usual.includes(t) ? usual.indexOf(t) : usual.length);
    const types = [...new Set(cases.map(typeOf))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const operators = [...new Set(cases.map((c) => c.operator))];
    const byCell = new Map();
    for (const c of cases) {
      const key = c.operator + "\t" + typeOf(c);
      if (!byCell.has(key)) byCell.set(key, []);
      byCell.get(key).push(c);
    }
    const buttons = [];
    const rows = operators.map((operator) => el("tr", {}, el("th", { scope: "row" }, operator), types.map((type) => {
      const all = byCell.get(operator + "\t" + type);
      if (!all) return el("td", {});
      const right = all.filter((c) => RIGHT.has(c.status)).length;
      const bad = all.filter(failing).length;
      const soft = all.filter(emulated).length;
      const no = all.length - right - bad;
      const worst = all.reduce((w, c) => Math.max(w, c.worst || 0), 0);
      const kind = bad ? "bad" : right === 0 ? "refused" : no ? "partly" : soft ? "emulated" : "full";
      const main = bad ? bad + " ✗" : right === 0 ? "no" : no ? right + " / " + all.length : whole(right);
      const note = bad ? "of " + all.length : soft ? soft + " emulated" : right && no ? no + " not" : worst ? "≤ " + number(worst, 2) : "";
      const title = [right && right + (asked ? " supported" : " passed"), soft && soft + " of them emulated", no && no + " refused or excluded", bad && bad + " failed",
        worst && "worst error / bound " + number(worst, 3)].filter(Boolean).join("\n");
      const button = el("button", { type: "button", class: "cell " + kind, title: operator + ", " + type + "\n" + title, "aria-pressed": "false",
        onclick: () => {
          const same = wanted.operator === operator && wanted.type === type;
          wanted.operator = same ? "" : operator;
          wanted.type = same ? "" : type;
          buttons.forEach((b) => b.setAttribute("aria-pressed", "false"));
          button.setAttribute("aria-pressed", String(!same));
          refresh();
          if (!same) document.getElementById("cases").scrollIntoView({ behavior: "smooth" });
        } }, main, el("small", {}, note));
      buttons.push(button);
      return el("td", {}, button);
    })));
    const legend = el("div", { class: "legend" }, [["full", "all done"], ["emulated", "done, some in a roundabout way"], ["partly", "some done, some refused"],
      ["refused", "refused, with a reason"], ["bad", "something failed"]].map(([k, t]) => el("span", {}, el("i", { class: "cell " + k }), t)));
    return section("Operators and types", "the type that counts most: weights, cache, input; choose a field to list its cases",
      el("div", { class: "panel" }, el("div", { class: "scroll" }, el("table", { class: "grid" },
        el("thead", {}, el("tr", {}, el("th", {}, "operator"), types.map((t) => el("th", {}, t)))),
        el("tbody", {}, rows))), legend));
  }

  function histogram() {
    const values = cases.map((c) => c.worst || 0).filter((v) => v > 0);
    if (values.length === 0) return null;
    const bins = new Array(20).fill(0);
    values.forEach((v) => bins[Math.min(19, Math.floor(v * 20))]++);
    const top = Math.max(...bins);
    const W = 1000, H = 170, base = 140;
    const bars = bins.map((n, i) => {
      const h = n ? Math.max(2, (n / top) * 112) : 0;
      return el("g", { ns: 1 },
        el("rect", { ns: 1, class: "bar" + (i >= 10 ? " near" : ""), x: i * 50 + 4, y: base - h, width: 42, height: h, rx: 3 },
          el("title", { ns: 1 }, n + " cases with an error of " + number(i / 20, 2) + " to " + number((i + 1) / 20, 2) + " of the bound")),
        n ? el("text", { ns: 1, x: i * 50 + 25, y: base - h - 6, "text-anchor": "middle" }, whole(n)) : null);
    });
    const ticks = [0, 0.25, 0.5, 0.75, 1].map((t) =>
      el("text", { ns: 1, x: Math.min(998, Math.max(2, t * W)), y: base + 18, "text-anchor": t === 0 ? "start" : t === 1 ? "end" : "middle" }, String(t)));
    return section("Worst error / bound", whole(values.length) + " cases with rounding errors; 1 is the limit",
      el("div", { class: "panel bars" }, el("svg", { ns: 1, viewBox: "0 0 " + W + " " + H, role: "img", "aria-label": "Histogram of errors" },
        bars, el("line", { ns: 1, class: "axis", x1: 0, y1: base + 0.5, x2: W, y2: base + 0.5 }), ticks)));
  }

  function copyButton(text) {
    const button = el("button", { type: "button", onclick: async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "copied";
        setTimeout(() => { button.textContent = "copy"; }, 1500);
      } catch (e) {
        getSelection().selectAllChildren(button.previousSibling);
      }
    } }, "copy");
    return button;
  }

  function failed() {
    if (failures.length === 0) return null;
    const panel = el("div", { class: "panel" });
    const show = (from, to) => failures.slice(from, to).forEach((c) => panel.append(el("div", { class: "failure" },
      el("span", { class: "tag fail" }, words(c.status)), " ", el("code", {}, c.id),
      el("p", {}, c.check ? el("b", {}, c.check + (c.rule ? ", rule " + c.rule : "") + ": ") : null, c.message || ""),
      el("div", { class: "repeat" }, el("code", {}, c.repeat), copyButton(c.repeat)))));
    const first = 10;
    show(0, first);
    const box = section("Failures", whole(failures.length) + (failures.length === 1 ? " case" : " cases"), panel);
    if (failures.length > first) {
      const more = el("button", { type: "button", onclick: () => { more.remove(); show(first); } }, "show all " + whole(failures.length));
      box.append(el("p", {}, more));
    }
    return box;
  }

  function reasons(title, note, which, reason) {
    const groups = new Map();
    for (const c of cases.filter(which)) {
      const key = c.operator + "\t" + reason(c);
      if (!groups.has(key)) groups.set(key, { operator: c.operator, reason: reason(c), types: new Set(), count: 0 });
      const g = groups.get(key);
      g.count++;
      g.types.add(typeOf(c));
    }
    if (groups.size === 0) return null;
    const rows = [...groups.values()].map((g) => el("tr", {}, el("td", {}, el("b", {}, g.operator)), el("td", {}, [...g.types].join(", ")),
      el("td", {}, g.reason), el("td", { class: "num" }, whole(g.count))));
    return section(title, note, el("div", { class: "panel scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, el("th", {}, "operator"), el("th", {}, "types"), el("th", {}, "reason"), el("th", { class: "num" }, "cases"))),
      el("tbody", {}, rows))));
  }

  function sortable(head, rows, body, columns) {
    // columns: index to value function of a row's data
    const cells = [...head.querySelectorAll("th")];
    cells.forEach((cell, i) => {
      if (!columns[i]) return;
      cell.classList.add("sort");
      cell.tabIndex = 0;
      const go = () => {
        const down = cell.getAttribute("aria-sort") === "descending" ? 1 : -1;
        cells.forEach((c) => c.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", down < 0 ? "descending" : "ascending");
        rows.sort((a, b) => {
          const x = columns[i](a.data), y = columns[i](b.data);
          return (x < y ? -1 : x > y ? 1 : 0) * down;
        });
        body.replaceChildren(...rows.map((r) => r.node));
      };
      cell.addEventListener("click", go);
      cell.addEventListener("keydown", (e) => { if (e.key === "Enter") go(); });
    });
  }

  function performance_() {
    const measured = cases.filter((c) => c.perf);
    const rows = measured.map((c) => ({ data: c, node: el("tr", {},
      el("td", {}, el("code", {}, c.id)), el("td", { class: "num" }, time(c.perf.seconds)),
      el("td", { class: "num" }, number(c.perf.gigabytesPerSecond)),
      el("td", { class: "num" }, c.perf.operations ? number(c.perf.gigaflops) : "–"),
      el("td", { class: "num" }, el("span", { class: "meter" }, el("i", { style: "width:" + Math.min(100, 100 * c.perf.share) + "%" })), el("span", { class: "share" }, Math.round(100 * c.perf.share) + " %")),
      el("td", { class: "num" }, whole(c.perf.repeats))) }));
    const head = el("tr", {}, el("th", {}, "case"), ["time", "GB/s", "GFLOP/s", "of what is possible", "repeats"].map((t) => el("th", { class: "num" }, t)));
    const body = el("tbody", {}, rows.map((r) => r.node));
    sortable(head, rows, body, [(c) => c.id, (c) => c.perf.seconds, (c) => c.perf.gigabytesPerSecond, (c) => c.perf.gigaflops, (c) => c.perf.share, (c) => c.perf.repeats]);
    const top = report.ceilings;
    return section("Performance", "medians, after warming up",
      el("p", { class: "soft" }, "What is possible is the longer of the two times that the measured ceilings allow: " + number(top.gigabytesPerSecond) + " GB/s by ", el("code", {}, top.memoryFrom),
        " and " + number(top.gigaflops) + " GFLOP/s by ", el("code", {}, top.arithmeticFrom),
        ". Both were measured through the backend itself: the best of large copies, fills and products with one row, and the fastest of all cases. Data that fits into caches can exceed the first."),
      el("div", { class: "panel scroll" }, el("table", {}, el("thead", {}, head), body)));
  }

  function list() {
    const statuses = [...new Set(cases.map((c) => c.status))];
    const body = el("tbody", {});
    const more = el("div", { class: "more" });
    const chosen = el("span", { class: "soft" });
    const heads = [["case", (c) => c.id], ["status", (c) => c.status], ["error / bound", (c) => c.worst || 0], ["time", (c) => c.millis]].map(([title, value], i) => {
      const cell = el("th", { class: "sort" + (i > 1 ? " num" : ""), tabindex: 0, onclick: () => order(), onkeydown: (e) => { if (e.key === "Enter") order(); } }, title);
      function order() {
        wanted.down = wanted.sort === value ? !wanted.down : i > 1;
        wanted.sort = value;
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", wanted.down ? "descending" : "ascending");
        refresh();
      }
      return cell;
    });
    refresh = (grow) => {
      if (!grow) wanted.shown = 100;
      const needle = wanted.text.toLowerCase();
      let fitting = cases.filter((c) => (!wanted.status || (wanted.status === "emulated" ? emulated(c) : c.status === wanted.status)) && (!wanted.operator || c.operator === wanted.operator)
        && (!wanted.type || typeOf(c) === wanted.type)
        && (!needle || c.id.toLowerCase().includes(needle) || (c.message || c.reason || c.kernel || "").toLowerCase().includes(needle)));
      if (wanted.sort) {
        fitting = [...fitting].sort((a, b) => {
          const x = wanted.sort(a), y = wanted.sort(b);
          return (x < y ? -1 : x > y ? 1 : 0) * (wanted.down ? -1 : 1);
        });
      }
      body.replaceChildren(...fitting.slice(0, wanted.shown).map((c) => el("tr", {},
        el("td", {}, el("code", {}, c.id), el("div", { class: "note" }, c.message || c.reason || (c.kernel ? "kernel " + c.kernel : ""))),
        el("td", {}, el("span", { class: "tag " + (failing(c) ? "fail" : c.status) }, words(c.status)), emulated(c) ? [" ", el("span", { class: "tag emulated" }, "emulated")] : null,
          c.core ? el("div", { class: "note" }, "core") : null),
        el("td", { class: "num" }, c.worst ? number(c.worst, 3) : "–"),
        el("td", { class: "num" }, time(c.millis / 1e3)))));
      chosen.textContent = whole(fitting.length) + " of " + whole(cases.length) + (wanted.operator ? "  (" + wanted.operator + ", " + wanted.type + ")" : "");
      more.replaceChildren();
      more.hidden = fitting.length <= wanted.shown;
      if (!more.hidden) {
        more.append(el("button", { type: "button", onclick: () => { wanted.shown += 400; refresh(true); } }, "show more"), " " + whole(wanted.shown) + " of " + whole(fitting.length) + " are shown");
      }
    };
    const search = el("input", { type: "search", placeholder: "part of an id, a reason, a kernel", "aria-label": "Search", oninput: (e) => { wanted.text = e.target.value; refresh(); } });
    const status = el("select", { "aria-label": "Status", onchange: (e) => { wanted.status = e.target.value; refresh(); } },
      el("option", { value: "" }, "every status"), statuses.map((s) => el("option", { value: s }, words(s))),
      cases.some(emulated) ? el("option", { value: "emulated" }, "emulated") : null);
    const clear = el("button", { type: "button", onclick: () => {
      Object.assign(wanted, { text: "", status: "", operator: "", type: "" });
      search.value = "";
      status.value = "";
      document.querySelectorAll(".cell[aria-pressed]").forEach((b) => b.setAttribute("aria-pressed", "false"));
      refresh();
    } }, "all");
    refresh();
    const box = section("Cases", "", el("div", { class: "panel" }, el("div", { class: "tools" }, search, status, clear, chosen),
      el("div", { class: "scroll" }, el("table", { class: "cases" }, el("thead", {}, el("tr", {}, heads)), body)), more));
    box.id = "cases";
    return box;
  }

  page.replaceChildren(...[head(), cards(), failed(), perf ? performance_() : grid(), perf ? null : histogram(),
    reasons("Refused", "in order: support said so, and prepare refused alike", (c) => c.status === "refused", (c) => c.message || c.reason || ""),
    reasons("Emulated", "done in a roundabout way, by the backend's own word", emulated, (c) => c.reason || ""),
    reasons("Excluded", "by the vendor's profile", (c) => c.status === "excluded", (c) => c.message || ""),
    about(), list(),
    el("footer", {}, "Report of the Octavo conformance suite. Rule numbers are those of docs/spi.md. The data of this page is in it as JSON, element “report”.")].filter(Boolean));
})();
