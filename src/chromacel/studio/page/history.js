/** The history of each page for undo and redo, kept in the browser across reloads. */

import { isMark } from "./marks.js";

const MOST_STEPS = 100; // of a page that are kept, back and forward each
const MOST_CHARACTERS = 200_000; // of a page's: a browser keeps five million
const MOST_PAGES = 10;
const INDEX = "chromacel-history"; // the pages that are kept, that of the latest change last

/**
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {{past: Mark[][], now: Mark[], future: Mark[][]}} History
 */

export class Histories {
  /** @type {Map<string, History>} */
  #known = new Map();
  /** @type {Set<string>} */
  #changed = new Set();

  /** @param {string} project its key */
  constructor(project) {
    this.project = project;
  }

  /** The history of a page that has these marks. @param {string} key @param {Mark[]} marks @returns {History} */
  of(key, marks) {
    const history = this.#known.get(key) ?? recalled(this.#stored(key), marks) ?? { past: [], now: marks, future: [] };
    this.#known.set(key, history);
    return history;
  }

  /** Notes that a page's history has changed. @param {string} key */
  noteChange(key) {
    this.#changed.add(key);
  }

  /** Keeps what has changed, as far as there is room in the browser. */
  keep() {
    for (const key of this.#changed) {
      const history = this.#known.get(key);
      if (history) keep(this.#stored(key), history);
    }
    this.#changed.clear();
  }

  /** @param {string} key */
  #stored(key) {
    return `${INDEX} ${this.project} ${key}`;
  }
}

/** @param {string} name @param {History} history */
function keep(name, history) {
  try {
    const kept = pagesKept().filter((each) => each !== name);
    kept.push(name);
    for (const old of kept.splice(0, Math.max(0, kept.length - MOST_PAGES))) localStorage.removeItem(old);
    localStorage.setItem(INDEX, JSON.stringify(kept));
    localStorage.setItem(name, packed(history));
  } catch {
    localStorage.removeItem(name); // rather no history than one that is out of date
  }
}

/** @returns {string[]} */
function pagesKept() {
  try {
    const said = JSON.parse(localStorage.getItem(INDEX) ?? "[]");
    return said.filter((/** @type {any} */ name) => String(name).startsWith(`${INDEX} `));
  } catch {
    return []; // damaged
  }
}

/** As JSON: each mark once, and steps as lists of their places; the nearest steps, if all are too long. @param {History} history */
function packed({ past, now, future }) {
  for (let steps = MOST_STEPS; steps >= 1; steps = Math.floor(steps / 2)) {
    /** @type {Map<Mark, number>} */
    const places = new Map();
    const placed = (/** @type {Mark[]} */ marks) => marks.map((mark) => {
      if (!places.has(mark)) places.set(mark, places.size);
      return places.get(mark);
    });
    const said = { past: past.slice(-steps).map(placed), now: placed(now), future: future.slice(-steps).map(placed) };
    const text = JSON.stringify({ ...said, marks: [...places.keys()] });
    if (text.length <= MOST_CHARACTERS) return text;
  }
  throw new Error("One step alone is too long.");
}

/** The history that is kept of a page, or null if it was drawn on elsewhere since. @param {string} name @param {Mark[]} marks @returns {History|null} */
function recalled(name, marks) {
  try {
    const said = JSON.parse(localStorage.getItem(name) ?? "null");
    const unpacked = (/** @type {number[]} */ places) => places.map((place) => {
      if (!(place in said.marks)) throw new Error("It is damaged.");
      return said.marks[place];
    });
    if (!said.marks.every(isMark)) throw new Error("It is damaged.");
    const now = unpacked(said.now);
    if (fingerprint(now) !== fingerprint(marks)) throw new Error("It is of other marks.");
    return { past: said.past.map(unpacked), now, future: said.future.map(unpacked) };
  } catch {
    localStorage.removeItem(name);
    return null;
  }
}

/** @param {any[]} marks */
const fingerprint = (marks) => JSON.stringify(marks.map(({ color, width, points, outlines }) => [color, width, points, outlines]));
