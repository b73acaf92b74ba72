/** Where the picture lies on the canvas, in CSS pixels: zoom and pan. */

const MARGIN = 24; // pixels around a picture that fits
const ABOVE = 46; // pixels above it, where the layers are chosen
const LARGEST = 40; // screen pixels for one of the picture
const KEPT = 60; // pixels of the picture that stay in view

export class Viewport {
  scale = 1;
  x = 0;
  y = 0;
  isFitted = true;
  #width = 1;
  #height = 1;
  /** @type {[number, number]} */
  #size = [1, 1];

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** @param {number} width @param {number} height of the canvas */
  resize(width, height) {
    this.#width = width;
    this.#height = height;
    this.#settle();
  }

  /** @param {[number, number]} size of the picture */
  open(size) {
    if (size[0] !== this.#size[0] || size[1] !== this.#size[1]) this.isFitted = true;
    this.#size = size;
    this.#settle();
  }

  get #fitting() {
    const margin = Math.min(MARGIN, this.#width / 40);
    const [width, height] = this.#size;
    return Math.min((this.#width - 2 * margin) / width, (this.#height - ABOVE - margin) / height);
  }

  fit() {
    this.isFitted = true;
    this.#settle();
  }

  /** @param {number} factor @param {number} [x] @param {number} [y] the place that stays where it is */
  zoom(factor, x = this.#width / 2, y = this.#height / 2) {
    const smallest = Math.min(this.#fitting, 1) / 4;
    const scale = Math.min(LARGEST, Math.max(smallest, this.scale * factor));
    this.x = x - ((x - this.x) / this.scale) * scale;
    this.y = y - ((y - this.y) / this.scale) * scale;
    this.scale = scale;
    this.isFitted = false;
    this.#settle();
  }

  /** @param {number} x @param {number} y */
  pan(x, y) {
    this.x += x;
    this.y += y;
    this.isFitted = false;
    this.#settle();
  }

  /** One pixel of the picture to one of the screen. */
  showActualSize() {
    this.zoom(1 / devicePixelRatio / this.scale);
  }

  #settle() {
    const [width, height] = this.#size;
    if (this.isFitted) {
      this.scale = this.#fitting;
      this.x = (this.#width - width * this.scale) / 2;
      const middle = (this.#height - height * this.scale) / 2;
      this.y = Math.max(ABOVE, middle);
    }
    this.x = Math.min(this.#width - KEPT, Math.max(KEPT - width * this.scale, this.x));
    this.y = Math.min(this.#height - KEPT, Math.max(KEPT - height * this.scale, this.y));
    this.changed();
  }

  /** From the canvas to the picture. @param {number} x @param {number} y @returns {[number, number]} */
  toPicture(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  /** @param {number} x @param {number} y in the picture */
  isInside(x, y) {
    return x >= 0 && y >= 0 && x < this.#size[0] && y < this.#size[1];
  }

  /** The part of the canvas that the picture covers. */
  get visible() {
    const left = Math.max(0, this.x);
    const top = Math.max(0, this.y);
    const right = Math.min(this.#width, this.x + this.#size[0] * this.scale);
    const bottom = Math.min(this.#height, this.y + this.#size[1] * this.scale);
    return { left, top, width: right - left, height: bottom - top };
  }
}
