/** The keys: one table, which both the list of keys and the keyboard read. */

import { swapColors } from "./picker.js";
import { moveWipe, showNextLayer } from "./wipe.js";

const CROSS_STEP = 0.01; // of the longer side

/**
 * @typedef {object} Parts
 * @property {import("./state.js").State} state
 * @property {import("./pages.js").Pages} pages
 * @property {import("./viewport.js").Viewport} viewport
 * @property {import("./painter.js").Painter} painter
 * @property {import("./tools.js").Tools} tools
 * @property {import("./pointer.js").Pointer} pointer
 * @property {import("./queue.js").Queue} queue
 * @property {import("./references.js").References} references
 * @property {import("./player.js").Player} player
 * @property {(name: "keys"|"export") => void} openDialog
 *
 * @typedef {{keys: string[], says: string, act: () => void}} Key
 */

/** Groups of keys, by what they are for. @param {Parts} parts @returns {Object<string, Key[]>} */
export function keysOf({ state, pages, viewport, queue, references, player, openDialog }) {
  const tool = (/** @type {import("./state.js").Tool} */ name) => () => state.set({ tool: name });
  const wider = (/** @type {number} */ factor) => () => {
    const { width, size } = state.now;
    const next = factor > 1 ? Math.max(width + 1, Math.round(width * factor)) : Math.min(width - 1, Math.round(width * factor));
    state.set({ width: Math.min(Math.max(...size) / 2, Math.max(1, next)) });
  };
  const toggle = (/** @type {"isComparing"|"showsMarks"} */ name) => () => state.set({ [name]: !state.now[name] });
  return {
    Tools: [
      { keys: ["b"], says: "Brush", act: tool("brush") },
      { keys: ["d"], says: "Dot", act: tool("dot") },
      { keys: ["g"], says: "Fill a region", act: tool("fill") },
      { keys: ["e"], says: "Eraser of marks", act: tool("eraser") },
      { keys: ["i"], says: "Eyedropper (or hold Alt)", act: tool("eyedropper") },
      { keys: ["h"], says: "Hand (or hold Space)", act: tool("hand") },
      { keys: ["["], says: "Smaller brush", act: wider(1 / 1.25) },
      { keys: ["]"], says: "Larger brush", act: wider(1.25) },
      { keys: ["x"], says: "The color before", act: () => swapColors(state) },
      { keys: ["c"], says: "Type a color", act: () => selectField(".hex") },
    ],
    History: [
      { keys: ["Ctrl+z"], says: "Undo", act: () => pages.undo() },
      { keys: ["Ctrl+Shift+z", "Ctrl+y"], says: "Redo", act: () => pages.redo() },
    ],
    View: [
      { keys: ["w"], says: "Wipe on or off", act: toggle("isComparing") },
      { keys: ["<"], says: "Wipe to the left", act: () => moveWipe(state, -0.05) },
      { keys: [">"], says: "Wipe to the right", act: () => moveWipe(state, 0.05) },
      { keys: ["t"], says: "Next method", act: () => showNextLayer(state) },
      { keys: ["m"], says: "Show or hide marks", act: toggle("showsMarks") },
      { keys: ["+", "="], says: "Zoom in", act: () => viewport.zoom(1.25) },
      { keys: ["-"], says: "Zoom out", act: () => viewport.zoom(0.8) },
      { keys: ["f", "0"], says: "Fit the picture", act: () => viewport.fit() },
      { keys: ["1"], says: "Actual size", act: () => viewport.showActualSize() },
    ],
    Pages: [
      { keys: [",", "PageUp"], says: "The one before", act: () => player.step(-1) },
      { keys: [".", "PageDown"], says: "The next one", act: () => player.step(1) },
      { keys: ["n"], says: "Type a number", act: () => selectField(".number") },
      { keys: ["p"], says: "Play or pause", act: () => player.toggle() },
    ],
    Keyframes: [
      { keys: ["q"], says: "Propose frames", act: () => queue.isUsed && queue.propose() },
      { keys: ["a"], says: "Accept this frame", act: () => queue.accept() },
      { keys: ["s"], says: "Skip it", act: () => queue.skip() },
      { keys: ["Shift+a"], says: "Adapt to what is accepted", act: () => queue.isUsed && (queue.accepting || state.now.keyframes.length) && queue.adapt() },
    ],
    Rest: [
      { keys: ["Shift+r"], says: "Color like the reference, or not", act: () => references.toggle() },
      { keys: ["Ctrl+e"], says: "Export", act: () => openDialog("export") },
      { keys: ["?"], says: "This list", act: () => openDialog("keys") },
    ],
  };
}

/** Of the picture alone, while it has the focus. */
export const PICTURE_KEYS = [
  ["Arrow keys", "Move a cross (Shift: far)"],
  ["Enter", "Use the tool at the cross"],
];

/** @param {string} selector */
function selectField(selector) {
  const field = /** @type {HTMLInputElement|null} */ (document.querySelector(selector));
  field?.focus();
  field?.select();
}

/** @param {KeyboardEvent} event */
function nameOf({ key, ctrlKey, metaKey, shiftKey }) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  const isLetter = /^[a-z]$/.test(name);
  return `${ctrlKey || metaKey ? "Ctrl+" : ""}${shiftKey && isLetter ? "Shift+" : ""}${name}`;
}

/** @param {Parts} parts */
export function listenToKeys(parts) {
  const table = new Map(Object.values(keysOf(parts)).flat().flatMap(({ keys, act }) => keys.map((key) => [key, act])));
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const isTyping = target.matches("input:not([type=range]), textarea, select") || document.querySelector("dialog[open]");
    const name = nameOf(event);
    if (isTyping || event.altKey || event.defaultPrevented) return;
    if (name === " " && target.matches("button, select, summary")) return;
    if (name === " ") parts.pointer.holdPanKey(true);
    else if (target === parts.painter.canvas && moveCross(parts, event)) return event.preventDefault();
    else if (!table.has(name)) return;
    event.preventDefault();
    table.get(name)?.();
  });
  addEventListener("keyup", ({ key }) => key === " " && parts.pointer.holdPanKey(false));
  addEventListener("blur", () => parts.pointer.holdPanKey(false));
}

/** Draws without a pointer: the arrow keys move a cross, and Enter uses the tool there. @param {Parts} parts @param {KeyboardEvent} event */
function moveCross({ state, painter, tools }, event) {
  const [width, height] = state.now.size;
  const [x, y] = painter.cursor ?? [width / 2, height / 2];
  const step = Math.max(width, height) * CROSS_STEP * (event.shiftKey ? 10 : 1);
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, 0] }[event.key];
  if (!way) return false;
  const held = (/** @type {number} */ place, /** @type {number} */ size) => Math.min(size - 1, Math.max(0, place));
  painter.cursor = [held(x + way[0] * step, width), held(y + way[1] * step, height)];
  painter.isCross = true;
  painter.redraw();
  if (event.key === "Enter") {
    tools.begin(painter.cursor);
    tools.end();
  }
  return true;
}

/** Fills the dialog that lists them. @param {HTMLElement} root @param {Parts} parts */
export function listKeys(root, parts) {
  const groups = Object.entries(keysOf(parts)).map(([title, keys]) =>
    group(title, keys.map(({ keys: names, says }) => [names.map(shown).join(" or "), says])));
  const methods = parts.state.now.project.methods.map(({ label, about }) => [label, about]);
  root.replaceChildren(...groups, group("With the picture in focus", PICTURE_KEYS), waysToColor(methods));
}

/** What each method does. @param {string[][]} methods label and sentence of each */
function waysToColor(methods) {
  const section = sectionOf("Ways to color (T)");
  for (const [label, about] of methods) {
    const name = document.createElement("b");
    name.textContent = label;
    const line = document.createElement("p");
    line.append(name, document.createElement("br"), about);
    section.append(line);
  }
  return section;
}

/** @param {string} title */
function sectionOf(title) {
  const section = document.createElement("section");
  const heading = document.createElement("h3");
  heading.textContent = title;
  section.append(heading);
  return section;
}

/** @param {string} key */
function shown(key) {
  return key.replace(/[a-z]$/, (letter) => (key.length === 1 || key.includes("+") ? letter.toUpperCase() : letter));
}

/** @param {string} title @param {string[][]} rows */
function group(title, rows) {
  const section = sectionOf(title);
  const list = document.createElement("dl");
  for (const [keys, says] of rows) {
    const [term, meaning] = [document.createElement("dt"), document.createElement("dd")];
    term.append(...keys.split(" or ").flatMap((key, at) => {
      const name = document.createElement("kbd");
      name.textContent = key;
      return at ? [" or ", name] : [name];
    }));
    meaning.textContent = says;
    const row = document.createElement("div");
    row.append(term, meaning);
    list.append(row);
  }
  section.append(list);
  return section;
}
