/**
 * What the page shows, in one place; whoever draws some of it asks to be told when it changes.
 *
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {"brush"|"dot"|"fill"|"eraser"|"eyedropper"|"hand"} Tool
 * @typedef {object} Values
 * @property {import("./api.js").Project} project
 * @property {import("./api.js").Input} input the one that is open
 * @property {number} page of the input, from 0
 * @property {[number, number]} size width and height of the page in pixels
 * @property {Mark[]} marks of the page
 * @property {Mark|null} stroke what is being drawn
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {Tool} tool
 * @property {string} color as #rrggbb
 * @property {string} previousColor
 * @property {number} width of the brush, in pixels of the picture
 * @property {string} left layer on the left of the wipe
 * @property {string} right layer on the right, or everywhere
 * @property {string} exportMethod by which all is exported and played
 * @property {boolean} isComparing whether there is a wipe
 * @property {number} wipe its place, from 0 to 1
 * @property {boolean} showsMarks
 * @property {boolean} isBusy whether a coloring is under way
 * @property {boolean} isPlaying
 * @property {ImageBitmap|null} played the frame that is played
 * @property {"saved"|"saving"|"unsaved"} saved
 * @property {boolean} isOnline
 * @property {string} notice a sentence for the user, or ""
 * @property {number[]} proposed pages in the queue
 * @property {number[]} skipped
 * @property {number[]} keyframes pages that were accepted
 * @property {number[][]} shots first and last frame of each
 */

import { AUTOMATIC } from "./coloring.js";

export class State {
  /** @type {{keys: (keyof Values)[], tell: () => void}[]} */
  #listeners = [];

  /** @param {Values} values */
  constructor(values) {
    this.now = values;
  }

  /** Changes some values, and tells those who asked. @param {Partial<Values>} values */
  set(values) {
    const keys = /** @type {(keyof Values)[]} */ (Object.keys(values));
    const changed = keys.filter((key) => this.now[key] !== values[key]);
    if (!changed.length) return;
    Object.assign(this.now, values);
    for (const { keys: wanted, tell } of [...this.#listeners]) {
      if (wanted.some((key) => changed.includes(key))) tell();
    }
  }

  /** Calls `tell` now, and after each change of one of the values. @param {(keyof Values)[]} keys @param {() => void} tell */
  show(keys, tell) {
    this.#listeners.push({ keys, tell });
    tell();
  }

  /** @param {unknown} error */
  complain(error) {
    if (!(error instanceof Error)) throw error;
    if (/** @type {{isGone?: boolean}} */ (error).isGone) this.set({ isOnline: false });
    else this.set({ notice: error.message });
  }
}

/** @param {import("./api.js").Project} project @returns {Values} */
export function firstValues(project) {
  const input = project.inputs[0];
  return {
    project, input, page: 0, size: [input.width, input.height],
    marks: [], stroke: null, canUndo: false, canRedo: false,
    tool: "brush", color: project.palette[0] ?? "#d9443f", previousColor: "#3f78d9",
    width: brushFor(input.width, input.height),
    left: "input", right: favorite(project), exportMethod: AUTOMATIC, isComparing: hasModel(project), wipe: 0.5, showsMarks: true,
    isBusy: false, isPlaying: false, played: null, saved: "saved", isOnline: true, notice: "",
    proposed: [], skipped: [], keyframes: [], shots: [],
  };
}

/** A brush that is neither a hair nor a broom on this picture. @param {number} width @param {number} height */
export function brushFor(width, height) {
  return Math.max(2, Math.round(Math.max(width, height) / 80));
}

const BEST = ["hinted", "yatziv"]; // from few strokes, and the fastest without a model

/** The model that follows hints, or a method that does, or whatever there is. @param {import("./api.js").Project} project */
export function favorite({ methods }) {
  const available = methods.filter((method) => method.is_available);
  const known = BEST.flatMap((name) => available.find((method) => method.name === name) ?? []);
  return (known[0] ?? available[0])?.name ?? "input";
}

/** Without one, there is nothing to compare before something is drawn. @param {import("./api.js").Project} project */
function hasModel({ methods }) {
  return methods.some((method) => method.is_available && !method.needs_hints);
}
