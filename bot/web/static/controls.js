// Dialogs and controls that more than one part of the page uses.
import { button, make } from "./dom.js";
import { say } from "./wording.js";

/** A choice with what it means: {element, input}. `role` "switch" for one that is saved at once. */
export function choice(name, properties) {
  const id = `choose-${name}${properties.role ?? ""}`;
  const input = make("input", { type: "checkbox", id, "aria-describedby": `${id}-about`, ...properties });
  const meaning = make("p.small", { id: `${id}-about` }, say(`about_${name}`));
  const label = make("label", { for: id }, say(`choice_${name}`));
  return { input, element: make("div.choice", input, make("div", label, meaning)) };
}

/** A button that copies a text; where the browser refuses, it marks it on the page, ready for Ctrl+C. */
export function copyButton(text, shown, status) {
  return button("button", say("copy"), async () => {
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
 * Open a modal dialog: labelled by its heading, closed by Escape, focus back where it came from, gone once closed.
 * A modal makes all else inert, other live regions too, so it has its own `status` (polite) and `alert` (assertive).
 * @returns {{element, body, status, alert, close, closed}} `closed` resolves to what `close` was given
 */
export function openDialog(root, title, ...content) {
  const opener = root.activeElement;
  const id = `dialog-${++count}`;
  const heading = make("h2", { id, tabIndex: -1 }, title);
  const close = (answer) => element.close(answer);
  const body = make("div.body", content);
  const status = make("p.status", { role: "status" });
  const alert = make("p.alert", { role: "alert" });
  const bar = make("div.bar", heading, button("button", say("close"), () => close()));
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
  return { element, body, status, alert, close, closed };
}

/** Ask before something is done. Resolves to true only where the leader said yes. */
export async function confirm(root, { title, content, yes, no = "cancel", looks = "main" }) {
  const dialog = openDialog(root, say(title), content);
  const answers = [
    button(`button.${looks}`, say(yes), () => dialog.close("yes")),
    button("button", say(no), () => dialog.close()),
  ];
  dialog.body.append(make("div.row", answers));
  return (await dialog.closed) === "yes";
}

/** Show the return code, this one time. Resolves when the dialog is closed. */
export function showCode(root, code) {
  const shown = make("p.code", code);
  const dialog = openDialog(root, say("code_title"), make("p", say("code_write_down")), shown);
  const kept = button("button.main", say("code_kept"), () => dialog.close());
  dialog.body.append(make("div.row", copyButton(code, shown, dialog.status), kept));
  return dialog.closed;
}
