// Small helpers for the document. Text becomes text nodes, never markup, wherever it comes from.

/**
 * A new element: make("p.hint", {id: "x", onclick: f}, child, …). The properties may be left out; those named "on…"
 * listen, texts become attributes, other values properties. Children may be lists; what is empty is left out.
 */
export function make(what, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  const properties = children[0]?.constructor === Object ? children.shift() : {};
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "string") element.setAttribute(name, value);
    else if (value !== undefined) element[name] = value;
  }
  element.append(...children.flat(9).filter(Boolean));
  return element;
}

/** A button with a class of its own ("button.main"); never one that submits a form. */
export const button = (what, label, onclick) => make(what, { type: "button", onclick }, label);

/** A random UUID, also where crypto.randomUUID is missing because the page is not on https. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const OURS = "lederdialog.";

/**
 * What the leader has written and not sent, kept in this browser only: {text, id}. The id is there once it has been
 * tried sent, so that a reload in the middle cannot send it twice.
 */
export const draft = {
  read() {
    try {
      return JSON.parse(localStorage.getItem(`${OURS}draft`)) ?? { text: "" };
    } catch {
      return { text: "" }; // storage is closed to us, as in some frames: then there is no draft
    }
  },
  write(value) {
    try {
      localStorage.setItem(`${OURS}draft`, JSON.stringify(value));
    } catch {
      // as above
    }
  },
  /** Leave nothing of hers in this browser, the summary's draft included. */
  wipe() {
    try {
      for (const store of [localStorage, sessionStorage]) {
        for (const key of Object.keys(store)) if (key.startsWith(OURS)) store.removeItem(key);
      }
    } catch {
      // as above
    }
  },
};
