/** Mouse, pen, fingers and wheel on the stage: they draw, pan and zoom. */

/** @typedef {import("./tools.js").Tools} Tools */
/** @typedef {import("./viewport.js").Viewport} Viewport */
/** @typedef {import("./painter.js").Painter} Painter */

export class Pointer {
  /** @type {Map<number, {x: number, y: number}>} */
  #fingers = new Map();
  /** @type {"draw"|"pan"|"pinch"|null} */
  #doing = null;
  isPanKeyDown = false;

  /** @param {HTMLCanvasElement} canvas @param {import("./state.js").State} state @param {Viewport} viewport @param {Tools} tools @param {Painter} painter @param {import("./player.js").Player} player */
  constructor(canvas, state, viewport, tools, painter, player) {
    this.canvas = canvas;
    this.state = state;
    this.viewport = viewport;
    this.tools = tools;
    this.painter = painter;
    this.player = player;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event, false));
    canvas.addEventListener("pointercancel", (event) => this.#up(event, true));
    canvas.addEventListener("pointerleave", () => this.#hover(null));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** @param {MouseEvent} event */
  #at(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  /** @param {MouseEvent} event @returns {[number, number]} */
  #place(event) {
    const { x, y } = this.#at(event);
    return this.viewport.toPicture(x, y);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (this.state.now.isPlaying) return this.player.toggle();
    this.canvas.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, this.#at(event));
    this.painter.isCross = false;
    if (this.#fingers.size > 1) {
      if (this.#doing === "draw") this.tools.cancel();
      this.#doing = "pinch";
    } else if (event.button === 1 || this.isPanKeyDown || this.state.now.tool === "hand") {
      this.#doing = "pan";
    } else if (event.button === 0 || event.button === 2) {
      this.#doing = "draw";
      const isPicking = event.altKey || event.button === 2;
      this.tools.begin(this.#place(event), isPicking ? "eyedropper" : undefined);
    }
    this.#showHold();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    this.#hover(event.pointerType === "touch" ? null : this.#place(event));
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    const now = this.#at(event);
    if (this.#doing === "draw") {
      const events = event.getCoalescedEvents?.() ?? [];
      this.tools.move((events.length ? events : [event]).map((each) => this.#place(each)));
    } else if (this.#doing === "pan") this.viewport.pan(now.x - before.x, now.y - before.y);
    else if (this.#doing === "pinch") this.#pinch(event.pointerId, before, now);
    this.#fingers.set(event.pointerId, now);
  }

  /** Two fingers pan by their middle and zoom by their distance. @param {number} id @param {{x: number, y: number}} before @param {{x: number, y: number}} now */
  #pinch(id, before, now) {
    const other = [...this.#fingers].find(([each]) => each !== id)?.[1];
    if (!other) return;
    this.viewport.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    const apart = Math.hypot(before.x - other.x, before.y - other.y);
    const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(apart, 1);
    this.viewport.zoom(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
  }

  /** @param {PointerEvent} event @param {boolean} isCalledOff */
  #up(event, isCalledOff) {
    this.#fingers.delete(event.pointerId);
    if (this.#doing === "draw") {
      if (isCalledOff) this.tools.cancel();
      else this.tools.end();
    }
    // The finger that stays after a pinch must not begin to draw.
    if (!this.#fingers.size) this.#doing = null;
    this.#showHold();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isSideways && !event.ctrlKey) {
      const [x, y] = event.deltaX ? [event.deltaX, event.deltaY] : [event.deltaY, 0];
      return this.viewport.pan(-x, -y);
    }
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const speed = event.ctrlKey ? 0.01 : 0.002; // a pinch on a touchpad comes as small steps
    const { x, y } = this.#at(event);
    this.viewport.zoom(Math.exp(-event.deltaY * lines * speed), x, y);
    this.#hover(this.#place(event));
  }

  /** @param {[number, number]|null} place */
  #hover(place) {
    if (this.painter.isCross && !place) return;
    this.painter.isCross = false;
    this.painter.cursor = place;
    this.painter.redraw();
  }

  /** @param {boolean} isDown */
  holdPanKey(isDown) {
    this.isPanKeyDown = isDown;
    this.#showHold();
  }

  #showHold() {
    this.canvas.classList.toggle("pans", this.isPanKeyDown || this.#doing === "pan");
  }
}
