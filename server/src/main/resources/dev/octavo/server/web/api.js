// The server's API. Addresses are relative to the page, so any prefix before it works.
import { readEvents } from "./events.js";
import { ofTab } from "./dom.js";

const KEY = "octavo.key";

/** The key of this tab; kept until the tab is closed. */
export const apiKey = () => ofTab.read(KEY) ?? "";
export const setApiKey = (key) => ofTab.write(KEY, key.trim());

/** An answer that is not a good one. Status 0: there was none. */
export class ApiError extends Error {
  constructor(status, message, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function call(path, options = {}) {
  const headers = { ...options.headers };
  if (apiKey()) {
    headers.Authorization = `Bearer ${apiKey()}`;
  }
  let response;
  try {
    response = await fetch(path, { ...options, headers, cache: "no-store", credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, error instanceof TypeError && /header/i.test(error.message)
      ? "The API key has characters that no key can have."
      : "The server cannot be reached.");
  }
  if (!response.ok) {
    const { message, code } = await reason(response);
    throw new ApiError(response.status, message, code);
  }
  return response;
}

async function reason(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).error;
  } catch {
    return { message: text.slice(0, 500) || `The server answered with status ${response.status}.` };
  }
}

/** The models served. */
export const models = async () => (await (await call("v1/models")).json()).data;

/** The figures of the engine, in Prometheus' text format. */
export const metrics = async (signal) => (await call("metrics", { signal })).text();

/** The version of the server. */
export const version = async () => (await (await call("version")).json()).version;

/** Posts and yields the JSON of each event until the stream ends. */
export async function* stream(path, body, signal) {
  const response = await call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true, continuous_usage_stats: true } }),
    signal,
  });
  for await (const data of readEvents(response.body)) {
    if (data === "[DONE]") {
      return;
    }
    const event = JSON.parse(data);
    if (event.error) {
      throw new ApiError(event.error.code ?? 500, event.error.message);
    }
    yield event;
  }
  throw new ApiError(0, "The answer broke off.");
}
