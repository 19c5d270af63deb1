// The wheel: four themes round a hub. Each quarter is a real button; the ring on top shows how far she is.
import { button, make } from "./dom.js";
import { say } from "./wording.js";

function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A part of a quarter's rim, from one share of it to another (0 to 1); quarter 0 is at the upper left. */
function arc(quarter, from, to, name) {
  const along = 85; // of the 90 degrees; the rest is the gap between two quarters
  return draw("circle", {
    class: name,
    cx: 100,
    cy: 100,
    r: 95,
    pathLength: 360,
    "stroke-dasharray": `${along * (to - from)} 360`,
    transform: `rotate(${182.5 + 90 * quarter + along * from} 100 100)`,
  });
}

function rim({ answered, skipped, total }, quarter) {
  const share = (count) => Math.min(1, count / total || 0);
  const arcs = [arc(quarter, 0, 1, "track")];
  if (skipped) arcs.push(arc(quarter, share(answered), share(answered + skipped), "skipped"));
  if (answered) arcs.push(arc(quarter, 0, share(answered), "answered"));
  return arcs;
}

/** "Mindset: 2 af 5 spørgsmål besvaret, 1 sprunget over, i gang" */
function nameOf(theme) {
  const name = [say("theme_name", theme)];
  if (theme.skipped) name.push(say("theme_skipped", theme));
  if (theme.current) name.push(say("theme_current"));
  return name.join(", ");
}

export class Wheel {
  #buttons = new Map(); // kept from one update to the next, so that focus stays where it is
  #rims = draw("g", {});
  #hub = make("div.hub", { "aria-hidden": "true" });

  /** @param onChoose called with the theme that was pressed @param onUpdate called with "7 af 20" */
  constructor(onChoose, onUpdate) {
    this.onChoose = onChoose;
    this.onUpdate = onUpdate;
    this.element = make("div.wheel", { id: "wheel", role: "group", "aria-label": say("themes") });
  }

  update(themes) {
    this.themes = themes;
    if (!this.#buttons.size) this.#build();
    this.#rims.replaceChildren(...themes.flatMap(rim));
    for (const theme of themes) {
      const quarter = this.#buttons.get(theme.id);
      quarter.classList.toggle("current", theme.current);
      quarter.setAttribute("aria-label", nameOf(theme));
      quarter.replaceChildren(make("b", theme.title), make("span", say("of", theme)));
      if (theme.current) quarter.append(make("b", say("theme_current")));
    }
    const sum = (name) => themes.reduce((all, theme) => all + theme[name], 0);
    this.#hub.textContent = say("of", { answered: sum("answered"), total: sum("total") });
    this.onUpdate(this.#hub.textContent);
  }

  #build() {
    for (const { id } of this.themes) {
      const choose = () => this.onChoose(this.themes.find((theme) => theme.id === id));
      this.#buttons.set(id, button("", choose, ".quarter"));
    }
    const ring = draw("svg", { viewBox: "0 0 200 200", "aria-hidden": "true" }, this.#rims);
    this.element.append(...this.#buttons.values(), ring, this.#hub);
  }
}
