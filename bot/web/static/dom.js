// Small helpers for the document. Text becomes text nodes, never markup, wherever it comes from.

/**
 * A new element: make("p.hint", {id: "x", onclick: f}, child, …). Properties, which may be left out, named "on…" listen;
 * texts become attributes, other values properties. Children may be lists; what is empty is left out.
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

/** A button, never one that submits a form; `look` is a class, such as ".main". */
export const button = (label, onclick, look = "") => make(`button${look}`, { type: "button", onclick }, label);

/** A random UUID, also where crypto.randomUUID is missing because the page is not on https. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const digit = (sign) => (sign ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (sign / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, digit);
}

const DRAFT = "lederdialog.draft";

function stored(action) {
  try {
    return action();
  } catch {
    return null; // storage is closed to us, as in some frames: then nothing is kept
  }
}

/**
 * What she has not sent, in this browser only: {text, id}; the id once it was tried, so that it is not sent twice.
 * `of` tells whose draft it is; without it, the conversation's.
 */
export const draft = {
  read: (of = "") => stored(() => JSON.parse(localStorage[DRAFT + of])) ?? { text: "" },
  write: (value, of = "") => stored(() => (localStorage[DRAFT + of] = JSON.stringify(value))),
  /** Leave nothing of hers in this browser, the summary's draft included. */
  wipe() {
    for (const store of ["localStorage", "sessionStorage"]) {
      const ours = stored(() => Object.keys(window[store]).filter((key) => key.startsWith("lederdialog."))) ?? [];
      for (const key of ours) window[store].removeItem(key);
    }
  },
};
