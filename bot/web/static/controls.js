// Dialogs and controls that more than one part of the page uses.
import { button, make } from "./dom.js";
import { say } from "./wording.js";

/** A choice with what it means: {element, input}. `role` "switch" for one that is saved at once. */
export function choice(name, properties = {}) {
  const id = `choose-${name}${properties.role ?? ""}`;
  const input = make("input", { type: "checkbox", id, "aria-describedby": `${id}-about`, ...properties });
  const meaning = make("p.small", { id: `${id}-about` }, say(`about_${name}`));
  const label = make("label", { for: id }, say(`choice_${name}`));
  return { input, element: make("div.choice", input, make("div", label, meaning)) };
}

/** A button that copies a text or, where the browser refuses, marks what is shown, ready for Ctrl+C. */
export function copyButton(text, shown, status) {
  return button(say("copy"), async () => {
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = say("copied");
    } catch {
      getSelection().selectAllChildren(shown);
      status.textContent = say("marked");
    }
  });
}

let count = 0;

/**
 * Open a modal dialog: labelled by its heading, focus back where it came from, gone once closed. All else is inert then,
 * live regions too, so it has its own `status` (polite) and `alert` (assertive). `closed` resolves to its answer.
 */
export function openDialog(root, title, ...content) {
  const opener = root.activeElement;
  const id = `dialog-${++count}`;
  const heading = make("h2", { id, tabIndex: -1 }, title);
  const body = make("div.body", content);
  const status = make("p.status", { role: "status" });
  const alert = make("p.alert", { role: "alert" });
  const bar = make("div.bar", heading, button(say("close"), () => element.close()));
  const element = make("dialog", { "aria-labelledby": id }, bar, body, alert, status);
  const closed = new Promise((resolve) => {
    element.addEventListener("close", () => {
      element.remove();
      if (opener?.isConnected) opener.focus();
      resolve(element.returnValue);
    });
  });
  root.append(element);
  element.showModal();
  heading.focus();
  return { element, body, status, alert, closed };
}

/** Ask before something is done: `name`_title, what it means, `name`_yes or `name`_no. True only for yes. */
export async function confirm(root, name, ...content) {
  const dialog = openDialog(root, say(`${name}_title`), content);
  const yes = button(say(`${name}_yes`), () => dialog.element.close("yes"), ".main");
  const no = button(say(`${name}_no`), () => dialog.element.close());
  dialog.body.append(make("div.row", yes, no));
  return (await dialog.closed) === "yes";
}

/** Show the return code, this one time. Resolves when the dialog is closed. */
export function showCode(root, code) {
  const shown = make("p.code", code);
  const dialog = openDialog(root, say("code_title"), make("p", say("code_write_down")), shown);
  const kept = button(say("code_kept"), () => dialog.element.close(), ".main");
  dialog.body.append(make("div.row", copyButton(code, shown, dialog.status), kept));
  return dialog.closed;
}
