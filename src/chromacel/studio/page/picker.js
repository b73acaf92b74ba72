/** The color picker: a square of saturation and value, a strip of hues, a hex field, the browser's own. */

import { takeColor } from "./tools.js";

/** @param {string} color as #rrggbb @returns {[number, number, number]} hue to 360, saturation and value to 1 */
export function toHsv(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  const value = Math.max(red, green, blue);
  const range = value - Math.min(red, green, blue);
  if (!range) return [0, 0, value];
  const sector =
    value === red ? ((green - blue) / range + 6) % 6
    : value === green ? (blue - red) / range + 2
    : (red - green) / range + 4;
  return [60 * sector, range / value, value];
}

/** @param {number} hue @param {number} saturation @param {number} value */
export function toHex(hue, saturation, value) {
  const channel = (/** @type {number} */ shift) => {
    const k = (shift + hue / 60) % 6;
    const share = value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
    return Math.round(share * 255).toString(16).padStart(2, "0");
  };
  return `#${channel(5)}${channel(3)}${channel(1)}`;
}

/** What a person typed as #rrggbb, or null. @param {string} text */
export function readHex(text) {
  const digits = text.trim().replace(/^#/, "").toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  return /^[0-9a-f]{3}$/.test(digits) ? `#${[...digits].map((digit) => digit + digit).join("")}` : null;
}

/** @param {HTMLElement} root @param {import("./state.js").State} state */
export function showPicker(root, state) {
  const find = (/** @type {string} */ name) => /** @type {any} */ (root.querySelector(name));
  const [square, knob, hue, hex, own] =
    [".square", ".knob", ".hue", ".hex", ".own"].map(find);
  let hsv = toHsv(state.now.color);

  const choose = (/** @type {[number, number, number]} */ wanted) => {
    hsv = wanted;
    takeColor(state, toHex(...wanted));
    show();
  };
  const show = () => {
    const { color, previousColor } = state.now;
    // Gray has no hue, and black no saturation: the picker stays where the hand has put it.
    if (toHex(...hsv) !== color) hsv = toHsv(color);
    square.style.backgroundColor = toHex(hsv[0], 1, 1);
    knob.style.left = `${hsv[1] * 100}%`;
    knob.style.top = `${(1 - hsv[2]) * 100}%`;
    knob.style.backgroundColor = color;
    hue.value = String(hsv[0]);
    if (document.activeElement !== hex) hex.value = color;
    own.value = color;
    const percent = hsv.slice(1).map((share) => Math.round(share * 100));
    square.setAttribute("aria-valuetext", `saturation ${percent[0]} %, value ${percent[1]} %`);
    square.setAttribute("aria-valuenow", String(percent[1]));
    for (const swatch of document.querySelectorAll("[data-shows=color]")) paint(swatch, color);
    for (const swatch of document.querySelectorAll("[data-shows=previous]")) paint(swatch, previousColor);
  };
  state.show(["color", "previousColor"], show);

  const pick = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = square.getBoundingClientRect();
    const share = (/** @type {number} */ part) => Math.min(1, Math.max(0, part));
    choose([hsv[0], share((event.clientX - left) / width), 1 - share((event.clientY - top) / height)]);
  };
  square.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    square.setPointerCapture(event.pointerId);
    pick(event);
  });
  square.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (square.hasPointerCapture(event.pointerId)) pick(event);
  });
  square.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? 0.1 : 0.02;
    const moved = step.map((way, at) => Math.min(1, Math.max(0, hsv[at + 1] + way * size)));
    choose([hsv[0], moved[0], moved[1]]);
  });
  hue.addEventListener("input", () => {
    // The hue of a gray does nothing: show it in full color instead.
    choose([Number(hue.value) % 360, hsv[1] || 1, hsv[2] || 1]);
  });
  hex.addEventListener("input", () => {
    const color = readHex(hex.value);
    hex.setAttribute("aria-invalid", String(!color));
    if (color) takeColor(state, color);
  });
  hex.addEventListener("blur", () => {
    hex.removeAttribute("aria-invalid");
    hex.value = state.now.color;
  });
  own.addEventListener("input", () => takeColor(state, own.value));
  find(".previous").addEventListener("click", () => swapColors(state));
}

/** @param {Element} element @param {string} color */
export function paint(element, color) {
  /** @type {HTMLElement} */ (element).style.backgroundColor = color;
}

/** @param {import("./state.js").State} state */
export function swapColors(state) {
  takeColor(state, state.now.previousColor);
}
