// Server-sent events (HTML standard, section 9.2) out of a stream of bytes, since EventSource can neither post nor carry a key.

/** Yields the data of each event. */
export async function* readEvents(body) {
  const lines = new Lines();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let data = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      for (const line of lines.of(value)) {
        if (line === "") {
          if (data.length > 0) {
            yield data.join("\n");
          }
          data = [];
        } else if (line.startsWith("data:")) {
          data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Cuts text that comes in pieces into lines that end with LF, CR or both. */
class Lines {
  #rest = "";
  #afterReturn = false;

  *of(piece) {
    if (this.#afterReturn && piece.startsWith("\n")) {
      piece = piece.slice(1);
    }
    if (piece === "") {
      return;
    }
    this.#afterReturn = piece.endsWith("\r");
    const parts = (this.#rest + piece).split(/\r\n|\n|\r/);
    this.#rest = parts.pop();
    yield* parts;
  }
}
