/** Draws the stage: two layers with the wipe between them, the marks, and the brush. */

import { isArea, pathOf } from "./marks.js";

const PIXELATED = 3; // zoom from which on pixels are shown as squares

/** @typedef {import("./marks.js").Mark} Mark */

export class Painter {
  /** @type {[number, number]|null} where the pointer or the keys' cross is, in the picture */
  cursor = null;
  isCross = false;
  #isWaiting = false;
  /** @type {WeakMap<Mark, Path2D>} */
  #paths = new WeakMap();

  /** @param {HTMLCanvasElement} canvas @param {import("./state.js").State} state @param {import("./viewport.js").Viewport} viewport */
  constructor(canvas, state, viewport) {
    this.canvas = canvas;
    this.state = state;
    this.viewport = viewport;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    /** @type {(name: string) => ImageBitmap|null} */
    this.pictureOf = () => null;
    state.show(["marks", "stroke", "left", "right", "isComparing", "wipe", "showsMarks"], this.redraw);
    state.show(["tool", "width", "color", "played", "size"], this.redraw);
  }

  /** Draws before the next frame of the screen, once however often it is called. */
  redraw = () => {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      this.#draw();
    });
  };

  /** Fits the canvas to its place on the page. */
  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.viewport.resize(clientWidth, clientHeight);
    this.#draw(); // at once, for a canvas of another size is blank
  }

  /** Place of the wipe, in CSS pixels from the left of the canvas. */
  get split() {
    const { left, width } = this.viewport.visible;
    return left + this.state.now.wipe * width;
  }

  #draw() {
    const { context, canvas, viewport } = this;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = viewport.scale < PIXELATED;
    context.imageSmoothingQuality = "high";
    const { played, isComparing, left, right, showsMarks } = this.state.now;
    if (played) return this.#picture(played, 0, canvas.width);
    this.#picture(this.pictureOf(right), isComparing ? this.split : 0, canvas.width);
    if (isComparing) this.#picture(this.pictureOf(left), 0, this.split);
    if (showsMarks) this.#marks();
    this.#brush();
  }

  /** @param {ImageBitmap|null} picture @param {number} from @param {number} to columns of the canvas */
  #picture(picture, from, to) {
    const { context } = this;
    const { x, y, scale } = this.viewport;
    const [width, height] = this.state.now.size;
    context.save();
    context.beginPath();
    context.rect(from, 0, Math.max(0, to - from), this.canvas.height);
    context.clip();
    context.fillStyle = "#a0a0a0"; // until the picture is there
    if (picture) context.drawImage(picture, x, y, width * scale, height * scale);
    else context.fillRect(x, y, width * scale, height * scale);
    context.restore();
  }

  #marks() {
    const { context } = this;
    const { x, y, scale } = this.viewport;
    const { marks, stroke } = this.state.now;
    context.save();
    context.translate(x, y);
    context.scale(scale, scale);
    context.lineCap = context.lineJoin = "round";
    for (const mark of stroke ? [...marks, stroke] : marks) this.#mark(mark, 1 / scale);
    context.restore();
  }

  /** @param {Mark} mark @param {number} pixel of the screen, in the picture */
  #mark(mark, pixel) {
    const { context } = this;
    const path = this.#paths.get(mark) ?? pathOf(mark);
    this.#paths.set(mark, path);
    if (isArea(mark)) {
      // Its color covers the region already, so that an outline is enough.
      this.#line(path, "rgb(0 0 0 / 60%)", 3 * pixel);
      this.#line(path, mark.color, 1.5 * pixel);
      return;
    }
    this.#line(path, "rgb(0 0 0 / 55%)", mark.width + 3 * pixel);
    this.#line(path, "rgb(255 255 255 / 85%)", mark.width + 1.5 * pixel);
    this.#line(path, mark.color, mark.width);
  }

  /** @param {Path2D} path @param {string} color @param {number} width */
  #line(path, color, width) {
    this.context.strokeStyle = color;
    this.context.lineWidth = width;
    this.context.stroke(path);
  }

  #brush() {
    const { cursor, context, viewport } = this;
    if (!cursor) return;
    const { tool, width } = this.state.now;
    const x = viewport.x + cursor[0] * viewport.scale;
    const y = viewport.y + cursor[1] * viewport.scale;
    const radius = ["brush", "dot", "eraser"].includes(tool) ? (width * viewport.scale) / 2 : 0;
    const path = new Path2D();
    if (radius > 2) path.arc(x, y, radius, 0, 2 * Math.PI);
    if (this.isCross || (radius && radius <= 2)) {
      for (const [dx, dy] of [[1, 0], [0, 1]]) {
        path.moveTo(x - 9 * dx, y - 9 * dy);
        path.lineTo(x + 9 * dx, y + 9 * dy);
      }
    }
    this.#line(path, "rgb(255 255 255 / 90%)", 3);
    this.#line(path, "rgb(0 0 0 / 90%)", 1);
  }

  /** The color that is seen at a place of the picture, marks left out. @param {[number, number]} place */
  colorAt([x, y]) {
    const { isComparing, left, right, played, size } = this.state.now;
    const isLeft = isComparing && this.viewport.x + x * this.viewport.scale < this.split;
    const picture = played ?? this.pictureOf(isLeft ? left : right);
    return picture && this.viewport.isInside(x, y) ? sampled(picture, x / size[0], y / size[1]) : null;
  }
}

/** The color at a place of a picture, from 0 to 1 across and down. @param {ImageBitmap|HTMLImageElement} picture @param {number} across @param {number} down */
export function sampled(picture, across, down) {
  const width = "naturalWidth" in picture ? picture.naturalWidth : picture.width;
  const height = "naturalHeight" in picture ? picture.naturalHeight : picture.height;
  const canvas = new OffscreenCanvas(1, 1);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(picture, -Math.floor(across * width), -Math.floor(down * height));
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
