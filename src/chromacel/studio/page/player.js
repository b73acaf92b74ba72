/** The strip of pages: number, slider, shots and keyframes; and playing them in color. */

import { api } from "./api.js";

const AHEAD = 24; // frames that are fetched before they are shown
const AT_ONCE = 2; // requests
const RATE = 24; // frames a second, if the server is as fast
export const SIDE = 960; // pixels of the longer side of a frame that plays

export class Player {
  /** @type {Map<number, ImageBitmap|null>} frames that are fetched, null while they are under way */
  #frames = new Map();
  #run = 0;
  /** @type {{page: number, right: string}|null} where it was paused, and the layer to go back to */
  #paused = null;

  /** @param {HTMLElement} root @param {import("./state.js").State} state @param {import("./pages.js").Pages} pages */
  constructor(root, state, pages) {
    this.root = root;
    this.state = state;
    this.pages = pages;
    const { slider, number } = this.#parts;
    slider.addEventListener("input", () => this.go(Number(slider.value)));
    number.addEventListener("change", () => this.go(Number(number.value) - 1));
    this.#find(".before").addEventListener("click", () => this.step(-1));
    this.#find(".after").addEventListener("click", () => this.step(1));
    this.#find(".play").addEventListener("click", () => this.toggle());
    this.#find(".mend").addEventListener("click", () => this.go(Number(this.#parts.slider.value)));
    state.show(["input", "page"], () => this.#show());
    state.show(["isPlaying"], () => this.#turn());
    state.show(["page", "input", "isPlaying"], () => this.#leave());
    state.show(["shots", "keyframes", "input"], () => this.#ticks());
    new ResizeObserver(() => this.#ticks()).observe(slider);
  }

  /** @param {string} name */
  #find(name) {
    return /** @type {any} */ (this.root.querySelector(name));
  }

  get #parts() {
    return { slider: this.#find(".slider"), number: this.#find(".number") };
  }

  /** @param {number} page */
  go(page) {
    const { input } = this.state.now;
    this.state.set({ isPlaying: false });
    this.pages.open(input, Math.min(input.pages - 1, Math.max(0, Math.round(page) || 0)));
  }

  /** @param {number} pages forward, or back */
  step(pages) {
    this.go((this.state.now.isPlaying ? Number(this.#parts.slider.value) : this.pages.wanted) + pages);
  }

  /** A pause stays at what has played, which strokes and keyframes on other frames have a say in. */
  toggle() {
    const { input, isPlaying, project, right } = this.state.now;
    if (input.kind !== "video") return;
    if (isPlaying && project.model) {
      this.#paused = { page: Number(this.#parts.slider.value), right };
      this.state.set({ right: "colored" });
    }
    this.state.set({ isPlaying: !isPlaying });
  }

  /** Another frame, or playing on, ends the pause. */
  #leave() {
    const { page, isPlaying, right } = this.state.now;
    if (!this.#paused || (!isPlaying && (page === this.#paused.page || page !== this.pages.wanted))) return;
    if (right === "colored") this.state.set({ right: this.#paused.right });
    this.#paused = null;
  }

  #show() {
    const { input, page } = this.state.now;
    const { slider, number } = this.#parts;
    this.root.hidden = input.pages < 2;
    this.#find(".play").hidden = input.kind !== "video";
    slider.max = String(input.pages - 1);
    number.max = String(input.pages);
    this.#find(".of").textContent = `of ${input.pages}`;
    this.#mark(page);
  }

  /** @param {number} page */
  #mark(page) {
    const { slider, number } = this.#parts;
    const unit = this.state.now.input.kind === "video" ? "Frame" : "Page";
    slider.value = number.value = String(page);
    number.value = String(page + 1);
    slider.setAttribute("aria-valuetext", `${unit} ${page + 1}`);
    number.setAttribute("aria-label", unit);
  }

  /** Where shots begin, and which frames are keyframes, above the slider. */
  #ticks() {
    const canvas = this.#find(".ticks");
    const { shots, keyframes, input } = this.state.now;
    const ratio = devicePixelRatio;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const context = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    const thumb = 16 * ratio; // a slider's knob does not get to the very ends
    const x = (/** @type {number} */ page) =>
      thumb / 2 + (page / Math.max(1, input.pages - 1)) * (canvas.width - thumb);
    context.fillStyle = style.borderColor; // the style sheet's, resolved for dark or light
    for (const [first] of shots) context.fillRect(x(first), canvas.height / 2, ratio, canvas.height / 2);
    context.fillStyle = style.color;
    for (const page of keyframes) {
      context.beginPath();
      context.arc(x(page), canvas.height / 2, 3 * ratio, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #turn() {
    const { isPlaying, played, page } = this.state.now;
    const play = this.#find(".play");
    play.setAttribute("aria-pressed", String(isPlaying));
    play.title = play.ariaLabel = isPlaying ? "Pause (P)" : "Play in color (P)";
    this.#find(".mend").hidden = !isPlaying;
    this.root.classList.toggle("plays", isPlaying);
    if (isPlaying) return void this.#play(page);
    this.#run += 1;
    this.#forget();
    if (!played) return;
    const shown = Number(this.#parts.slider.value);
    this.state.set({ played: null });
    this.pages.open(this.state.now.input, shown);
  }

  #forget() {
    for (const picture of this.#frames.values()) picture?.close();
    this.#frames.clear();
  }

  /** Shows one frame after another from a page on, as fast as they come and no faster than they were. @param {number} first */
  async #play(first) {
    const run = ++this.#run;
    const { input } = this.state.now;
    let due = performance.now();
    for (let page = first; run === this.#run && page < input.pages; page += 1) {
      this.#fetchAhead(run, page);
      while (run === this.#run && !this.#frames.get(page)) {
        this.state.set({ isBusy: true });
        await paused(15);
      }
      if (run !== this.#run) return;
      this.state.set({ isBusy: false });
      await paused(due - performance.now());
      if (run !== this.#run) return;
      due = Math.max(due, performance.now() - 1000 / RATE) + 1000 / RATE;
      const before = this.state.now.played;
      this.state.set({ played: this.#frames.get(page) });
      this.#frames.delete(page);
      before?.close();
      this.#mark(page);
    }
    this.state.set({ isPlaying: false });
  }

  /** Keeps some requests for coming frames under way. @param {number} run @param {number} page */
  async #fetchAhead(run, page) {
    const { input, exportMethod } = this.state.now;
    const underWay = [...this.#frames.values()].filter((picture) => !picture).length;
    const last = Math.min(page + AHEAD, input.pages);
    for (let next = page, free = AT_ONCE - underWay; next < last && free > 0; next += 1) {
      if (this.#frames.has(next)) continue;
      this.#frames.set(next, null);
      free -= 1;
      api.colored(input.id, next, Math.min(SIDE, Math.max(...this.state.now.size)), exportMethod).then((picture) => {
        if (run !== this.#run) return picture.close();
        this.#frames.set(next, picture);
        this.#fetchAhead(run, Math.max(page, Number(this.#parts.slider.value)));
      }).catch((error) => {
        if (run !== this.#run) return;
        this.state.complain(error);
        this.state.set({ isPlaying: false });
      });
    }
  }
}

/** @param {number} milliseconds */
const paused = (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
