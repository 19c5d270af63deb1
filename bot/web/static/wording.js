// The page's sentences come from data/page by way of the server; none are written in the code.
import { call } from "./api.js";

// All that can be said when not even the sentences could be fetched.
let words = { unavailable: "Siden kunne ikke hentes. Vent lidt, og prøv igen.", try_again: "Prøv igen" };

/** The sections of the notice: {title, text}. */
export let notice = [];

/** Fetch the sentences. Throws Failure. */
export async function loadWording() {
  ({ words, notice } = await call("GET", "wording"));
}

/** A sentence, with {names} filled in. */
export const say = (key, values = {}) =>
  (words[key] ?? words.unavailable).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** The Danish word for one of the server's values, such as a verdict; the value itself where there is none. */
export const sayValue = (value) => words[`value_${value}`] ?? value;

const format = (options) => {
  const formatter = new Intl.DateTimeFormat("da-DK", options);
  return (time) => (/^\d{4}-/.test(time) ? formatter.format(new Date(time)) : time); // some are said in words already
};

/** "24. september 2026" */
export const sayDay = format({ dateStyle: "long" });

/** "24. september 2026 kl. 14.05" */
export const sayMoment = format({ dateStyle: "long", timeStyle: "short" });
