/** Colors to take: of this page, of the show, of palettes that are saved, and of references. */

import { api } from "./api.js";
import { sampled } from "./painter.js";
import { paint } from "./picker.js";
import { takeColor } from "./tools.js";

const MOST_USED = 16;
const MOST_NAME = 60; // characters

/** A button that takes its color. @param {import("./state.js").State} state @param {string} color @param {(() => void)} [remove] */
function swatch(state, color, remove) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "swatch";
  button.title = remove ? `${color} (Delete takes it out)` : color;
  button.setAttribute("aria-label", `Color ${color}`);
  button.dataset.color = color;
  paint(button, color);
  button.addEventListener("click", () => takeColor(state, color));
  button.addEventListener("keydown", (event) => {
    if (remove && (event.key === "Delete" || event.key === "Backspace")) remove();
  });
  return button;
}

/** @param {HTMLElement} root @param {import("./state.js").State} state */
export function showPalettes(root, state) {
  const find = (/** @type {string} */ name) => /** @type {any} */ (root.querySelector(name));

  state.show(["marks"], () => {
    const colors = [...new Set(state.now.marks.map((mark) => mark.color).reverse())];
    find("#used").hidden = !colors.length;
    find("#used .swatches").replaceChildren(...colors.slice(0, MOST_USED).map((color) => swatch(state, color)));
  });
  state.show(["project"], () => {
    const { palette, palettes } = state.now.project;
    find("#show").hidden = !palette.length;
    find("#show .swatches").replaceChildren(...palette.map((color) => swatch(state, color)));
    find("#saved").replaceChildren(...Object.keys(palettes).map((name) => savedPalette(state, name)));
  });
  state.show(["color"], () => {
    for (const button of root.querySelectorAll(".swatch")) {
      const isChosen = /** @type {HTMLElement} */ (button).dataset.color === state.now.color;
      button.setAttribute("aria-pressed", String(isChosen));
    }
  });

  const form = find("#new-palette");
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const name = form.elements.name.value.trim().slice(0, MOST_NAME);
    if (!name) return;
    const colors = state.now.project.palettes[name] ?? state.now.marks.map((mark) => mark.color);
    save(state, { ...state.now.project.palettes, [name]: [...new Set([...colors, state.now.color])] });
    form.reset();
  });
  showReferences(find("#references"), state);
}

/** @param {import("./state.js").State} state @param {string} name */
function savedPalette(state, name) {
  const { palettes } = state.now.project;
  const colors = palettes[name];
  const section = document.createElement("section");
  const heading = document.createElement("h3");
  heading.textContent = name;
  const add = textButton("+", `Add the color to ${name}`, () =>
    save(state, { ...palettes, [name]: [...new Set([...colors, state.now.color])] }));
  const remove = textButton("×", `Delete the palette ${name}`, () => {
    const { [name]: _, ...rest } = palettes;
    if (confirm(`Delete the palette "${name}"?`)) save(state, rest);
  });
  heading.append(add, remove);
  const swatches = document.createElement("div");
  swatches.className = "swatches";
  swatches.append(...colors.map((color) => swatch(state, color, () =>
    save(state, { ...palettes, [name]: colors.filter((each) => each !== color) }))));
  section.append(heading, swatches);
  return section;
}

/** @param {string} text @param {string} label @param {() => void} act */
function textButton(text, label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = text;
  button.title = label;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", act);
  return button;
}

/** @param {import("./state.js").State} state @param {Object<string, string[]>} palettes */
async function save(state, palettes) {
  state.set({ project: { ...state.now.project, palettes } });
  await api.savePalettes(palettes).catch((error) => state.complain(error));
}

/** Pictures whose colors a click takes. @param {HTMLElement} root @param {import("./state.js").State} state */
function showReferences(root, state) {
  const { references } = state.now.project;
  root.hidden = !references.length;
  if (!references.length) return;
  const select = /** @type {HTMLSelectElement} */ (root.querySelector("select"));
  const image = /** @type {HTMLImageElement} */ (root.querySelector("img"));
  select.replaceChildren(...references.map(({ id, name }) => new Option(name, String(id))));
  select.hidden = references.length === 1;
  const choose = () => {
    const chosen = references.find(({ id }) => String(id) === select.value) ?? references[0];
    image.alt = `Reference ${chosen.name}: click to take a color`;
    image.src = api.reference(chosen.id);
  };
  select.addEventListener("change", choose);
  choose();
  const pick = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = image.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    if (x >= 0 && y >= 0 && x < 1 && y < 1) takeColor(state, sampled(image, x, y));
  };
  image.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // an image would be dragged away
    image.setPointerCapture(event.pointerId);
    pick(event);
  });
  image.addEventListener("pointermove", (event) => image.hasPointerCapture(event.pointerId) && pick(event));
}
