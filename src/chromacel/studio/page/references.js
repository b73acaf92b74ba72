/** Coloring like the references, by models that are adapted to them, or as before. */

import { api } from "./api.js";
import { AUTOMATIC } from "./coloring.js";
import { Follower, showJob } from "./jobs.js";

export class References {
  /** @param {HTMLElement} root @param {import("./state.js").State} state @param {import("./coloring.js").Coloring} coloring */
  constructor(root, state, coloring) {
    this.root = root;
    this.state = state;
    this.coloring = coloring;
    this.follower = new Follower("adapt-to-references", state, (job) => this.#show(job), () => this.#changed());
    this.#find(".start").addEventListener("click", () => this.toggle());
    this.#find(".back").addEventListener("click", () => this.toggle());
    this.#find(".stop").addEventListener("click", () => this.follower.stop());
    state.show(["project"], () => this.#show());
  }

  /** @param {string} name */
  #find(name) {
    return /** @type {any} */ (this.root.querySelector(name));
  }

  /** Whether there is a reference, and a model to adapt to it. */
  get isUsed() {
    const { references, methods } = this.state.now.project;
    return references.length > 0 && methods.some((method) => method.is_available && !method.needs_hints);
  }

  async toggle() {
    if (!this.isUsed || this.job?.state === "running") return;
    if (!this.state.now.project.uses_references) return this.follower.start({ wanted: true });
    try {
      this.#show(await api.start("adapt-to-references", { wanted: false }));
      await this.#changed();
    } catch (error) {
      this.state.complain(error);
    }
  }

  /** Adapts models anew that were adapted to other things meanwhile. */
  again() {
    if (this.isUsed && this.job?.state !== "running") this.follower.start({ wanted: true });
  }

  async #changed() {
    const project = await api.project().catch(() => null);
    if (project) this.state.set({ project });
    if (!this.state.now.marks.length) this.state.set({ right: AUTOMATIC }); // which shows the change
    this.coloring.forget();
  }

  /** @param {import("./api.js").Job} [job] */
  #show(job = this.job) {
    this.job = job;
    const { uses_references: areUsed, references } = this.state.now.project;
    this.root.hidden = !this.isUsed;
    if (job) showJob(this.root, job);
    const isRunning = job?.state === "running";
    this.#find(".start").hidden = isRunning || areUsed;
    this.#find(".back").hidden = isRunning || !areUsed;
    this.#find(".start").textContent = `Color like the reference${references.length > 1 ? "s" : ""}`;
    if (areUsed && !isRunning) this.#find(".said").textContent = "Pages are colored like this, and exported so.";
    else if (job?.state === "done") this.#find(".said").textContent = "";
  }
}
