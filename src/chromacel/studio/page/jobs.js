/** Long work of the server, adaptations and the export: started, followed and stopped. */

import { api } from "./api.js";
import { AUTOMATIC } from "./coloring.js";

const OFTEN = 700; // milliseconds between two looks

/** @typedef {import("./api.js").Job} Job */

export class Follower {
  #isFollowing = false;

  /** @param {"adapt"|"adapt-to-references"|"export"} job @param {import("./state.js").State} state @param {(job: Job) => void} show @param {() => void} [done] */
  constructor(job, state, show, done = () => {}) {
    this.job = job;
    this.state = state;
    this.show = show;
    this.done = done;
    this.#follow(() => api.look(job), false); // it may run since the page was last open
  }

  /** @param {object} body */
  start(body) {
    this.#follow(() => api.start(this.job, body), true);
  }

  async stop() {
    await api.stop(this.job).then(this.show).catch((error) => this.state.complain(error));
  }

  /** @param {() => Promise<Job>} first @param {boolean} isAsked whether the user has just started it */
  async #follow(first, isAsked) {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    try {
      let job = await first();
      this.show(job);
      const hasRun = isAsked || job.state === "running";
      while (job.state === "running") {
        await new Promise((resolve) => setTimeout(resolve, OFTEN));
        job = await api.look(this.job);
        this.show(job);
      }
      if (hasRun && job.state === "done") this.done();
    } catch (error) {
      const { isGone, message } = /** @type {import("./api.js").ApiError} */ (error);
      // Beside the button, since a dialog hides the bar of messages.
      if (isAsked && !isGone) this.show({ state: "failed", share: 0, said: message });
      else this.state.complain(error);
    } finally {
      this.#isFollowing = false;
    }
  }
}

/** Shows share and sentence of a job in an element with a bar, a text and two buttons. @param {HTMLElement} root @param {Job} job */
export function showJob(root, { state, share, said }) {
  const find = (/** @type {string} */ name) => /** @type {any} */ (root.querySelector(name));
  const isRunning = state === "running";
  find(".start").hidden = isRunning;
  find(".stop").hidden = !isRunning;
  find("progress").hidden = !isRunning;
  find("progress").value = share;
  const words = { idle: "", running: `${Math.floor(share * 100)} %`, done: "Done.", failed: "Failed.", stopped: "Stopped." };
  find(".said").textContent = (state === "running" || state === "failed") && said ? said : words[state];
  find(".said").classList.toggle("failed", state === "failed");
}

/** The dialog of the export. @param {HTMLDialogElement} dialog @param {import("./state.js").State} state @param {import("./pages.js").Pages} pages @param {(layer: string) => string} shown what stands for a layer */
export function showExport(dialog, state, pages, shown) {
  const find = (/** @type {string} */ name) => /** @type {any} */ (dialog.querySelector(name));
  const follower = new Follower("export", state, (job) => {
    showJob(dialog, job);
    find(".command").hidden = !job.command;
    find(".command code").textContent = job.command ?? "";
    const where = { running: "It goes to", done: "It is in" }[job.state];
    find(".folder").textContent = where ? `${where} ${job.folder}` : "";
  });
  let hasDrawn = false; // on any page: one without marks tells nothing of the others
  state.show(["right", "project", "marks", "page"], () => {
    hasDrawn ||= state.now.marks.length > 0;
    find(".exports").textContent = `${state.now.project.project}/exports`;
    const available = state.now.project.methods.filter((method) => method.is_available);
    find("#by").replaceChildren(...available.map(({ name, label }) => new Option(label, name)));
    const seen = hasDrawn ? state.now.right : shown(state.now.right);
    const method = [seen, state.now.exportMethod, available[0]?.name].find((name) =>
      available.some((each) => each.name === name));
    find("#by").value = method ?? "";
    state.set({ exportMethod: method ?? AUTOMATIC });
  });
  find("#by").addEventListener("change", () => state.set({ exportMethod: find("#by").value }));
  find("form").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    await pages.send(); // it exports what the server has
    follower.start({ out: find("#out").value.trim() || "colored", method: state.now.exportMethod });
  });
  find(".stop").addEventListener("click", () => follower.stop());
  find(".copy").addEventListener("click", async () => {
    const { textContent } = find(".command code");
    await navigator.clipboard.writeText(textContent).catch(() => getSelection()?.selectAllChildren(find(".command code")));
    find(".copy").textContent = "Copied";
    setTimeout(() => (find(".copy").textContent = "Copy"), 1500);
  });
}
