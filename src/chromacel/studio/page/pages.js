/** The open page: its marks with their history, kept on the server and, until that is done, here. */

import { api } from "./api.js";
import { Histories } from "./history.js";
import { isMark } from "./marks.js";
import { brushFor } from "./state.js";

const QUIET = 250; // milliseconds after a change before it is saved
const MOVED = "The studio was started anew: open the address that it printed. It finds your work there.";
const RETRY = 2_000; // milliseconds between looks for a server that is gone

/**
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {import("./history.js").History} History
 * @typedef {{input: number, page: number, hints: object}} Unsent
 */

export class Pages {
  /** @type {Histories} */
  #histories;
  /** @type {Map<string, Unsent>} */
  #unsent = new Map();
  /** @type {number|undefined} */
  #timer;
  #isSending = false;
  #opened = 0;
  wanted = 0; // the page that is asked for, ahead of the one that is open
  /** @type {Promise<void>} until that one is open */
  opening = Promise.resolve();

  /** @param {import("./state.js").State} state */
  constructor(state) {
    this.state = state;
    this.#histories = new Histories(state.now.project.key);
    this.#recall();
    state.show(["isOnline"], () => state.now.isOnline || this.#waitForServer());
    addEventListener("visibilitychange", () => document.hidden && this.send(true));
    addEventListener("pagehide", () => this.send(true));
    if (this.#unsent.size) this.send();
  }

  get #key() {
    return keyOf(this.state.now.input.id, this.state.now.page);
  }

  /** @param {import("./api.js").Input} input @param {number} page @returns {Promise<void>} */
  open(input, page) {
    this.opening = this.#open(input, page);
    return this.opening;
  }

  /** With its marks: those that did not get to the server, or the server's. @param {import("./api.js").Input} input @param {number} page */
  async #open(input, page) {
    const opened = ++this.#opened;
    this.wanted = page;
    const key = keyOf(input.id, page);
    try {
      const hints = this.#unsent.get(key)?.hints ?? (await api.hints(input.id, page));
      if (opened !== this.#opened) return; // another page was asked for meanwhile
      const history = this.#histories.of(key, hints.marks);
      const isOther = input !== this.state.now.input;
      const width = isOther ? { width: brushFor(hints.size[0], hints.size[1]) } : {};
      this.state.set({ input, page, size: hints.size, stroke: null, ...width });
      this.#show(history);
    } catch (error) {
      if (opened === this.#opened) this.wanted = this.state.now.page;
      this.state.complain(error);
    }
  }

  /** @param {Mark[]} marks that the page has from now on */
  change(marks) {
    const history = this.#history();
    if (marks === history.now) return;
    history.past.push(history.now);
    Object.assign(history, { now: marks, future: [] });
    this.#show(history);
    this.#keep();
  }

  undo() {
    this.#step("past", "future");
  }

  redo() {
    this.#step("future", "past");
  }

  /** @param {"past"|"future"} from @param {"past"|"future"} to */
  #step(from, to) {
    const history = this.#history();
    const marks = history[from].pop();
    if (!marks) return;
    history[to].push(history.now);
    history.now = marks;
    this.#show(history);
    this.#keep();
  }

  #history() {
    return this.#histories.of(this.#key, this.state.now.marks);
  }

  /** @param {History} history */
  #show({ past, now, future }) {
    this.state.set({ marks: now, canUndo: past.length > 0, canRedo: future.length > 0 });
  }

  #keep() {
    const { input, page, size, marks } = this.state.now;
    const hints = { version: 1, size, marks };
    this.#unsent.set(this.#key, { input: input.id, page, hints });
    this.#remember(this.#key);
    this.#histories.noteChange(this.#key);
    this.state.set({ saved: "saving" });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), QUIET);
  }

  /** Sends what the server lacks. @param {boolean} [isLeaving] whether the page may go away meanwhile */
  async send(isLeaving = false) {
    this.#histories.keep();
    if (this.#isSending && !isLeaving) return;
    this.#isSending = true;
    let refused = null;
    try {
      for (const [key, unsent] of this.#unsent) {
        const isSmall = isLeaving && JSON.stringify(unsent.hints).length < 60_000; // a browser's limit
        try {
          await api.saveHints(unsent.input, unsent.page, unsent.hints, isSmall);
        } catch (error) {
          if (/** @type {{isGone?: boolean}} */ (error).isGone) throw error;
          refused = error; // told after the other pages are saved
          continue;
        }
        if (this.#unsent.get(key) !== unsent) continue; // it was changed meanwhile
        this.#unsent.delete(key);
        localStorage.removeItem(this.#stored(key));
      }
      if (refused) throw refused;
      this.state.set({ isOnline: true, saved: this.#unsent.size ? "saving" : "saved" });
    } catch (error) {
      this.state.set({ saved: "unsaved" });
      this.state.complain(error);
      this.#timer = setTimeout(() => this.send(), 5 * RETRY);
    } finally {
      this.#isSending = false;
    }
    if (this.state.now.saved === "saving") this.#timer = setTimeout(() => this.send(), QUIET);
  }

  async #waitForServer() {
    while (!this.state.now.isOnline) {
      await new Promise((resolve) => setTimeout(resolve, RETRY));
      try {
        this.state.set({ project: await api.project(), isOnline: true });
      } catch (error) {
        const { isGone } = /** @type {{isGone?: boolean}} */ (error);
        if (!isGone) this.state.set({ notice: MOVED }); // it runs, but does not know this address
      }
    }
    await this.send();
  }

  /** @param {string} key */
  #stored(key) {
    return `chromacel ${this.state.now.project.key} ${key}`;
  }

  /** In the browser, so that neither a closed tab nor a dead server loses it. @param {string} key */
  #remember(key) {
    try {
      localStorage.setItem(this.#stored(key), JSON.stringify(this.#unsent.get(key)));
    } catch {
      this.state.set({ notice: "The browser's storage is full: work is kept by the server alone." });
    }
  }

  #recall() {
    for (const { id, pages } of this.state.now.project.inputs) {
      for (const key of Object.keys(localStorage)) {
        const [input, page] = key.split(" ").slice(-2).map(Number);
        if (input !== id || page >= pages || key !== this.#stored(keyOf(input, page))) continue;
        try {
          const { hints } = JSON.parse(localStorage.getItem(key) ?? "");
          if (!hints.marks.every(isMark) || hints.size.length !== 2) throw new Error("It is damaged.");
          this.#unsent.set(keyOf(input, page), { input, page, hints });
        } catch {
          localStorage.removeItem(key);
        }
      }
    }
  }
}

/** @param {number} input @param {number} page */
const keyOf = (input, page) => `${input} ${page}`;
