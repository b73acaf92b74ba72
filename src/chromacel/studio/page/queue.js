/** The keyframe queue: frames that tell most, one after another, to be mended, accepted or skipped. */

import { api } from "./api.js";
import { AUTOMATIC } from "./coloring.js";
import { Follower, showJob } from "./jobs.js";

const COUNT = 10; // pages that are proposed unless another number is asked for
const MOST = 200;
const SIDE = 160; // pixels of a thumbnail

/** @typedef {import("./state.js").State} State */

export class Queue {
  /** @param {HTMLElement} root @param {State} state @param {import("./pages.js").Pages} pages @param {import("./coloring.js").Coloring} coloring @param {import("./references.js").References} references */
  constructor(root, state, pages, coloring, references) {
    this.root = root;
    this.state = state;
    this.pages = pages;
    this.coloring = coloring;
    this.references = references;
    this.acceptances = 0;
    this.accepting = /** @type {Promise<void>|null} */ (null);
    this.adapting = new Follower("adapt", state, (job) => showJob(this.#find(".adapt"), job), () => this.#adapted());
    this.#find("#propose").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.propose();
    });
    this.#find(".accept").addEventListener("click", () => this.accept());
    this.#find(".skip").addEventListener("click", () => this.skip());
    this.#find(".drop").addEventListener("click", () => this.drop());
    this.#find(".start").addEventListener("click", () => this.adapt());
    this.#find(".stop").addEventListener("click", () => this.adapting.stop());
    state.show(["input"], () => this.#load());
    state.show(["proposed", "skipped", "keyframes", "page", "input"], () => this.#show());
  }

  /** @param {string} name */
  #find(name) {
    return /** @type {any} */ (this.root.querySelector(name));
  }

  get isUsed() {
    return this.state.now.input.kind !== "picture";
  }

  /** All pages of the queue: proposed ones, and accepted ones that were none. */
  get #all() {
    const { proposed, keyframes } = this.state.now;
    return [...proposed, ...keyframes.filter((page) => !proposed.includes(page))];
  }

  async #load() {
    this.root.hidden = !this.isUsed;
    this.state.set({ proposed: [], skipped: [], keyframes: [], shots: [] });
    if (!this.isUsed) return;
    const { input } = this.state.now;
    const count = this.#find("#count");
    count.max = String(Math.min(input.pages, MOST));
    count.value = String(Math.min(input.pages, COUNT));
    try {
      const [proposals, kept] = await Promise.all([api.proposals(input.id), api.keyframes(input.id)]);
      if (input !== this.state.now.input) return;
      this.state.set({ proposed: proposals.pages, keyframes: kept.pages });
      if (input.kind !== "video") return;
      const { shots } = await api.shots(input.id);
      if (input === this.state.now.input) this.state.set({ shots });
    } catch (error) {
      this.state.complain(error);
    }
  }

  /** Whether what is shown comes from other frames of a video. */
  get #isOfOthers() {
    const { input, page, marks, right, keyframes } = this.state.now;
    return right === "colored" && input.kind === "video" && !marks.length && !keyframes.includes(page);
  }

  async propose() {
    const { input } = this.state.now;
    const button = this.#find("#propose button");
    button.disabled = true;
    button.textContent = "Looking…";
    try {
      const { pages } = await api.propose(input.id, Number(this.#find("#count").value));
      if (input !== this.state.now.input) return;
      this.state.set({ proposed: pages, skipped: [] });
      this.#next();
    } catch (error) {
      this.state.complain(error);
    } finally {
      button.disabled = false;
      button.textContent = "Propose";
    }
  }

  /** Keeps the page as it is colored now, and goes to the next one. */
  async accept() {
    if (!this.isUsed || this.state.now.isPlaying || this.accepting) return;
    this.accepting = this.#keep();
    this.#show();
    await this.accepting;
    this.accepting = null;
    this.#show();
  }

  async #keep() {
    await this.pages.opening; // a pause opens what has played last
    const { input, page, marks, right, exportMethod } = this.state.now;
    if (this.#isOfOthers) {
      // What is accepted is what was seen: the frame by itself, to be mended.
      return this.state.set({ right: exportMethod, notice: "By itself, this frame looks like this. Mend it, and accept it then." });
    }
    const method = right === "colored" ? exportMethod : this.coloring.shown(right);
    const isMethod = this.state.now.project.methods.some((each) => each.name === method);
    const kept = isMethod ? method : this.state.now.project.methods.find((each) => each.is_available)?.name;
    if (!kept) return this.state.set({ notice: "There is no method to color this frame with." });
    try {
      await api.keep(input.id, page, { method: kept, marks });
      if (input !== this.state.now.input) return;
      const { keyframes, skipped } = this.state.now;
      this.acceptances += 1;
      this.state.set({
        keyframes: [...new Set([...keyframes, page])],
        skipped: skipped.filter((each) => each !== page),
      });
      this.coloring.forget();
      this.#next();
    } catch (error) {
      this.state.complain(error);
    }
  }

  skip() {
    if (!this.isUsed) return;
    const { page, skipped } = this.state.now;
    this.state.set({ skipped: [...new Set([...skipped, page])] });
    this.#next();
  }

  /** The page is no keyframe any more. */
  async drop() {
    const { input, page, keyframes } = this.state.now;
    try {
      await api.drop(input.id, page);
      this.state.set({ keyframes: keyframes.filter((each) => each !== page) });
      this.coloring.forget();
    } catch (error) {
      this.state.complain(error);
    }
  }

  async adapt() {
    await this.accepting; // so that the page counts, too
    await this.pages.send();
    this.adapting.start({});
  }

  async #adapted() {
    const project = await api.project().catch(() => null);
    const { uses_references: before } = this.state.now.project;
    if (project) this.state.set({ project });
    if (before && project && !project.uses_references) this.references.again();
    if (!this.state.now.marks.length) this.state.set({ right: AUTOMATIC }); // what has learned
    this.coloring.forget();
  }

  #next() {
    const { proposed, keyframes, skipped, input } = this.state.now;
    const next = proposed.find((page) => !keyframes.includes(page) && !skipped.includes(page));
    if (next !== undefined) this.pages.open(input, next);
  }

  #show() {
    const { page, proposed, keyframes, skipped, input } = this.state.now;
    const all = this.#all;
    const unit = input.kind === "video" ? "frame" : "page";
    this.#find(".frames").replaceChildren(...all.map((each) => this.#thumbnail(each)));
    const isKept = keyframes.includes(page);
    this.#find(".accept").textContent = this.accepting ? "Accepting…"
      : isKept ? "Accept again" : all.includes(page) ? "Accept" : `Accept this ${unit}`;
    this.#find(".accept").setAttribute("aria-busy", String(Boolean(this.accepting)));
    this.#find(".drop").hidden = !isKept;
    this.#find(".skip").hidden = isKept || !proposed.includes(page);
    this.#find(".start").disabled = !keyframes.length;
    const left = proposed.filter((each) => !keyframes.includes(each) && !skipped.includes(each)).length;
    this.#find(".state").textContent = all.length
      ? `${keyframes.length} accepted${left ? `, ${left} to look at` : ""}.`
      : `The studio proposes the ${unit}s that tell most about the rest. Mend the color of each, and accept it.`;
  }

  /** @param {number} page */
  #thumbnail(page) {
    const { input, keyframes, skipped, page: open } = this.state.now;
    const button = document.createElement("button");
    button.type = "button";
    const verdict = keyframes.includes(page) ? "accepted" : skipped.includes(page) ? "skipped" : "to look at";
    button.className = `frame ${verdict.replaceAll(" ", "-")}`;
    button.setAttribute("aria-label", `${page + 1}, ${verdict}`);
    if (page === open) button.setAttribute("aria-current", "true");
    const image = document.createElement("img");
    image.src = verdict === "accepted"
      ? api.keyframe(input.id, page, SIDE, this.acceptances)
      : api.thumbnail(input.id, page, SIDE);
    image.alt = "";
    image.loading = "lazy";
    const number = document.createElement("span");
    number.textContent = String(page + 1);
    button.append(image, number);
    button.addEventListener("click", () => this.pages.open(input, page));
    return button;
  }
}
