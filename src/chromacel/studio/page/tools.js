/** What the tools do at places of the picture: each begins, moves, and ends or is called off. */

import { api } from "./api.js";
import { AUTOMATIC } from "./coloring.js";
import { extendedStroke, isOnPicture, isTouched, startedStroke } from "./marks.js";
import { favorite } from "./state.js";

const DRAWING = ["brush", "dot", "fill"];

/** @typedef {[number, number]} Point */

export class Tools {
  /** @param {import("./state.js").State} state @param {import("./pages.js").Pages} pages @param {import("./painter.js").Painter} painter */
  constructor(state, pages, painter) {
    this.state = state;
    this.pages = pages;
    this.painter = painter;
    this.tool = state.now.tool; // the one in use until it ends, whatever is chosen meanwhile
  }

  /** @param {Point} place @param {import("./state.js").Tool} [tool] */
  begin(place, tool = this.state.now.tool) {
    const { color, width } = this.state.now;
    this.tool = tool;
    this.before = this.state.now.marks;
    if (DRAWING.includes(tool)) this.#showHints();
    if (tool === "brush" || tool === "dot") {
      this.state.set({ stroke: startedStroke(color, width, place) });
    } else if (tool === "fill") this.#fill(place);
    else this.move([place]);
  }

  /** A layer that hints change, where none is shown: what is drawn should be seen. */
  #showHints() {
    const { project, left, right, isComparing } = this.state.now;
    const isHint = (/** @type {string} */ layer) =>
      layer !== AUTOMATIC && project.methods.some(({ name }) => name === layer);
    if (isHint(right) || (isComparing && isHint(left))) return;
    this.state.set({ right: favorite(project) });
  }

  /** @param {Point[]} places that the pointer passed */
  move(places) {
    const { stroke } = this.state.now;
    if (this.tool === "brush" && stroke) {
      const nearest = Math.min(0.75 / this.painter.viewport.scale, stroke.width / 4);
      const longer = places.reduce((line, place) => extendedStroke(line, place, nearest), stroke);
      this.state.set({ stroke: longer });
    } else if (this.tool === "eraser") places.forEach((place) => this.#erase(place));
    else if (this.tool === "eyedropper") this.#pick(places[places.length - 1]);
  }

  end() {
    const { stroke, marks, size } = this.state.now;
    if (stroke) {
      if (isOnPicture(stroke, size)) this.pages.change([...marks, stroke]);
      this.state.set({ stroke: null });
    } else if (this.tool === "eraser") this.pages.change(marks);
  }

  /** As if it had not begun: a second finger came, say. */
  cancel() {
    this.state.set({ stroke: null });
    if (this.tool === "eraser" && this.before) this.state.set({ marks: this.before });
  }

  /** @param {Point} place */
  #erase(place) {
    const { marks, width } = this.state.now;
    const rest = marks.filter((mark) => !isTouched(mark, place, width / 2));
    if (rest.length < marks.length) this.state.set({ marks: rest });
  }

  /** @param {Point} place */
  #pick(place) {
    const color = this.painter.colorAt(place);
    if (color) takeColor(this.state, color);
  }

  /** @param {Point} place */
  async #fill([x, y]) {
    const { input, page, color } = this.state.now;
    if (!this.painter.viewport.isInside(x, y)) return;
    try {
      const { outlines } = await api.region(input.id, page, { x, y });
      const isStillOpen = this.state.now.input === input && this.state.now.page === page;
      if (!isStillOpen || !outlines.length) return;
      this.pages.change([...this.state.now.marks, { color, outlines }]);
    } catch (error) {
      this.state.complain(error);
    }
  }
}

/** Chooses a color to draw with. @param {import("./state.js").State} state @param {string} color */
export function takeColor(state, color) {
  if (color !== state.now.color) state.set({ previousColor: state.now.color, color });
}
