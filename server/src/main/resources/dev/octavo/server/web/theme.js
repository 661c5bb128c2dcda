// Loaded before anything is painted, so that a chosen theme does not flash in late.
"use strict";
try {
  const chosen = localStorage.getItem("octavo.theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // A browser that keeps nothing shows the system's colours.
}
