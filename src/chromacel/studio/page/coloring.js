/**
 * Pictures of the layers: the input, and the page as each method colors it.
 *
 * One request is under way at most, and what is wanted when it ends comes next: so the coloring
 * follows a stroke as fast as the server can, without a queue of pictures that nobody waits for.
 */

import { api } from "./api.js";
import { SIDE } from "./player.js";

const DRAFT_SIDE = 640; // pixels of the longer side while a stroke is drawn
const SIDES = [640, 800, 1000, 1280, 1600, 2000, 2400, 3200, 4000]; // steps, so that zooming does not color each time anew
const PAUSE = 80; // milliseconds between two drafts
const SLOW = 300; // milliseconds; a method that takes longer colors when the stroke has ended

export const AUTOMATIC = "automatic"; // the one method that no mark changes

/** @typedef {{picture: ImageBitmap, version: unknown, side: number}} Layer */

export class Coloring {
  /** @type {Map<string, Layer>} */
  #layers = new Map();
  #isAsking = false;
  #page = "";
  #epoch = 0;
  #savings = 0; // how often marks were saved, which may change the result of any page
  #endPause = () => {};
  /** @type {Set<string>} methods that are too slow for drafts */
  #slow = new Set();
  /** @type {Map<string, unknown>} versions that the server refused */
  #refused = new Map();

  /** @param {import("./state.js").State} state @param {import("./viewport.js").Viewport} viewport @param {() => void} redraw */
  constructor(state, viewport, redraw) {
    this.state = state;
    this.viewport = viewport;
    this.redraw = redraw;
    state.show(["input", "page", "marks", "stroke"], () => this.refresh());
    state.show(["left", "right", "isComparing", "isOnline", "isPlaying"], () => this.refresh());
    state.show(["exportMethod"], () => this.refresh());
    state.show(["saved"], () => {
      if (state.now.saved === "saved") this.#savings += 1;
      this.refresh();
    });
  }

  /** The layer's picture as it was last seen. @param {string} name */
  picture(name) {
    return this.#layers.get(this.shown(name))?.picture ?? this.#layers.get("input")?.picture ?? null;
  }

  /** What stands for a layer: methods that need hints give the automatic coloring without any. @param {string} name */
  shown(name) {
    const { project, marks, stroke } = this.state.now;
    const method = project.methods.find((each) => each.name === name);
    if (!method?.needs_hints || marks.length || stroke) return name;
    return project.methods.find((each) => each.name === AUTOMATIC && each.is_available)?.name ?? name;
  }

  /** Forgets all colors, as after an adaptation. */
  forget() {
    this.#epoch += 1;
    this.refresh();
  }

  async refresh() {
    this.#leavePage();
    if (!this.state.now.stroke) this.#endPause();
    if (this.#isAsking || this.state.now.isPlaying || !this.state.now.isOnline) return;
    const name = this.#wanted();
    this.state.set({ isBusy: Boolean(name) });
    if (!name) return;
    this.#isAsking = true;
    await this.#ask(name);
    if (this.state.now.stroke) await this.#pause();
    this.#isAsking = false;
    this.refresh();
  }

  /** Between two drafts; the end of the stroke ends it. */
  async #pause() {
    await new Promise((resolve) => {
      this.#endPause = () => resolve(null);
      setTimeout(resolve, PAUSE);
    });
  }

  #leavePage() {
    const page = `${this.state.now.input.id} ${this.state.now.page}`;
    if (page === this.#page) return;
    this.#page = page;
    for (const { picture } of this.#layers.values()) picture.close();
    this.#layers.clear();
    this.#refused.clear();
    this.redraw();
  }

  /** The layer to ask for next, the right one before the left. @returns {string|undefined} */
  #wanted() {
    const { left, right, isComparing } = this.state.now;
    const names = ["input", this.shown(right), ...(isComparing ? [this.shown(left)] : [])];
    return names.find((name) => {
      if (this.state.now.stroke && this.#slow.has(name)) return false;
      const version = this.#version(name);
      if (this.#refused.get(name) === version) return false;
      const layer = this.#layers.get(name);
      return layer?.version !== version || layer.side < this.#side(name);
    });
  }

  /** Another value where the layer has to be colored anew. @param {string} name */
  #version(name) {
    if (name === "input") return this.#page;
    if (name === AUTOMATIC) return this.#epoch;
    if (name === "colored") return `${this.#epoch} ${this.#savings} ${this.state.now.exportMethod}`;
    return this.state.now.stroke ?? this.state.now.marks;
  }

  /** @param {string} name */
  #side(name) {
    const longest = Math.max(...this.state.now.size);
    if (this.state.now.stroke && name !== "input") return Math.min(DRAFT_SIDE, longest);
    const seen = longest * this.viewport.scale * devicePixelRatio;
    const isPlayed = name === "colored" && this.state.now.input.kind === "video";
    if (isPlayed && seen < 2 * SIDE) return Math.min(SIDE, longest); // the server has it already
    return Math.min(SIDES.find((side) => side >= seen * 0.98) ?? SIDES[SIDES.length - 1], longest);
  }

  /** @param {string} name */
  async #ask(name) {
    const page = this.#page;
    const version = this.#version(name);
    const side = this.#side(name);
    const start = performance.now();
    try {
      const picture = await this.#fetched(name, side);
      this.#slow[performance.now() - start > SLOW ? "add" : "delete"](name);
      if (page !== this.#page) return picture.close();
      this.#layers.get(name)?.picture.close();
      this.#layers.set(name, { picture, version, side });
      this.redraw();
    } catch (error) {
      if (/** @type {{isSuperseded?: boolean}} */ (error).isSuperseded) return;
      const { isGone } = /** @type {{isGone?: boolean}} */ (error);
      if (page === this.#page && !isGone) this.#refused.set(name, version);
      this.state.complain(error);
    }
  }

  /** @param {string} name @param {number} side @returns {Promise<ImageBitmap>} */
  #fetched(name, side) {
    const { input, page, marks, stroke, exportMethod } = this.state.now;
    if (name === "input") return api.input(input.id, page, side);
    if (name === "colored") return api.colored(input.id, page, side, exportMethod);
    const all = stroke ? [...marks, stroke] : marks;
    return api.color(input.id, page, { method: name, marks: all, side });
  }
}
