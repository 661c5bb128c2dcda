// Numbers as people read them.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A count; long ones with a letter. */
export function count(value) {
  if (!Number.isFinite(value)) {
    return "–";
  }
  if (value >= 1e6) {
    return `${(value / 1e6).toPrecision(3)} M`;
  }
  return value >= 1e5 ? `${(value / 1e3).toPrecision(3)} k` : whole.format(value);
}

/** A rate, or another number of which three digits are enough. */
export function three(value) {
  if (!Number.isFinite(value)) {
    return "–";
  }
  return value >= 100 || value === 0 ? count(value) : value.toFixed(value >= 10 ? 1 : 2);
}

/** A share of one. */
export function percent(value) {
  if (!Number.isFinite(value)) {
    return "–";
  }
  const hundred = value * 100;
  if (hundred > 0 && hundred < 0.1) {
    return "< 0.1 %";
  }
  return `${hundred > 0 && hundred < 10 ? hundred.toFixed(1) : whole.format(hundred)} %`;
}

/** A time that is given in seconds. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) {
    return "–";
  }
  if (seconds < 0.9995) {
    const milliseconds = seconds * 1000;
    return `${milliseconds < 9.95 ? milliseconds.toFixed(1) : whole.format(milliseconds)} ms`;
  }
  return seconds < 60 ? `${seconds.toFixed(seconds < 10 ? 2 : 1)} s` : `${whole.format(seconds / 60)} min`;
}

/** A number of bytes. */
export function bytes(value) {
  if (!Number.isFinite(value)) {
    return "–";
  }
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? whole.format(value) : value.toFixed(1)} ${units[unit]}`;
}
