// The contract with the server: docs/api.md.
import { say } from "./wording.js";

/** An address of ours: we live one step up from this file's folder. */
export const address = (path) => new URL(`../${path}`, import.meta.url).href;

const PATIENCE = 90_000; // ms that a reply may take in all

/** What went wrong, in Danish words that can be shown. */
export class Failure extends Error {
  constructor(code, message = say(code)) {
    super(message);
    this.code = code;
  }
}

async function send(method, path, body, signal) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const request = { method, headers, signal, body: body && JSON.stringify(body) };
  const answer = await fetch(address(`api/${path}`), request).catch(() => null);
  if (!answer) throw new Failure("no_connection");
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => null); // a proxy may answer with a page of its own
  throw new Failure(told?.error?.code ?? "unavailable", told?.error?.message);
}

/** Call the server: the parsed answer, or null where there is none. Throws Failure. */
export async function call(method, path, body) {
  const answer = await send(method, path, body);
  return answer.status === 204 ? null : answer.json().catch(() => Promise.reject(new Failure("unavailable")));
}

/**
 * Send a message and hand over each line of the reply as it comes; `abort` (an AbortController) stops it.
 * Returns the line that ends it, "done" or "erased". Throws Failure for any other end.
 */
export async function chat(message, onLine, abort) {
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const answer = await send("POST", "chat", message, abort.signal);
    for await (const line of lines(answer.body.getReader())) {
      if (line.type === "error") throw new Failure(line.code, line.message);
      if (line.type === "done" || line.type === "erased") return line;
      onLine(line);
    }
    throw new Failure("broken");
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("broken");
  } finally {
    clearTimeout(timer);
  }
}

/** The objects of an NDJSON stream, however the network cuts it. */
async function* lines(reader) {
  const decoder = new TextDecoder();
  let rest = "";
  for (let ended = false; !ended; ) {
    const { value, done } = await reader.read();
    ended = done;
    rest += done ? "\n" : decoder.decode(value, { stream: true });
    const complete = rest.split("\n");
    rest = complete.pop();
    for (const line of complete) if (line.trim()) yield JSON.parse(line);
  }
}
