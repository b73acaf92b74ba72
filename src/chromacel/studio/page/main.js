/** Starts the page: asks the server what is open, and joins the parts. */

import { api } from "./api.js";
import { AUTOMATIC, Coloring } from "./coloring.js";
import { showExport } from "./jobs.js";
import { keysOf, listenToKeys, listKeys } from "./keys.js";
import { References } from "./references.js";
import { Pages } from "./pages.js";
import { Painter } from "./painter.js";
import { showPalettes } from "./palettes.js";
import { showPicker } from "./picker.js";
import { Player } from "./player.js";
import { Pointer } from "./pointer.js";
import { Queue } from "./queue.js";
import { State, firstValues } from "./state.js";
import { Tools } from "./tools.js";
import { Viewport } from "./viewport.js";
import { showWipe } from "./wipe.js";

/** @param {string} selector @returns {any} */
const find = (selector) => document.querySelector(selector);

/** @param {"keys"|"export"} name */
function openDialog(name) {
  const dialog = find(`#${name}-dialog`);
  if (!dialog.open) dialog.showModal();
}

const RETRY = 2_000; // milliseconds between two looks for a server that does not answer

/** Asks until there is an answer: the server may be busy for a while. @returns {Promise<import("./api.js").Project>} */
async function openedProject() {
  for (;;) {
    try {
      const project = await api.project();
      find("#notice").hidden = true;
      return project;
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      find("#notice").hidden = false;
      find("#notice .text").textContent = `${message} It is asked again. If it has ended, start it: chromacel studio.`;
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

async function start() {
  const project = await openedProject();
  const state = new State(firstValues(project));
  const canvas = find("#picture");
  const viewport = new Viewport(() => {
    painter.redraw();
    placeWipe();
    coloring.refresh();
    find("#zoom").textContent = `${Math.round(viewport.scale * devicePixelRatio * 100)} %`;
  });
  const painter = new Painter(canvas, state, viewport);
  let placeWipe = () => {};
  const coloring = new Coloring(state, viewport, painter.redraw);
  painter.pictureOf = (name) => coloring.picture(name);
  const pages = new Pages(state);
  const tools = new Tools(state, pages, painter);
  const player = new Player(find("#pages"), state, pages);
  const pointer = new Pointer(canvas, state, viewport, tools, painter, player);
  const references = new References(find("#adapt-to-references"), state, coloring);
  const queue = new Queue(find("#queue"), state, pages, coloring, references);
  placeWipe = showWipe(find("#stage"), state, painter);
  state.show(["size", "input"], () => viewport.open(state.now.size));
  new ResizeObserver(() => painter.resize()).observe(canvas);
  const parts = { state, pages, viewport, painter, tools, pointer, queue, references, player, openDialog };
  showPicker(find("#picker"), state);
  showPalettes(find("#palettes"), state);
  showExport(find("#export-dialog"), state, pages, (name) => coloring.shown(name));
  listenToKeys(parts);
  listKeys(find("#keys-dialog .list"), parts);
  showTop(parts);
  showTools(state);
  showSheet(state);
  showMessages(state);
  await pages.open(project.inputs[0], 0);
  document.body.classList.add("ready");
}

/** The bar at the top. @param {import("./keys.js").Parts} parts */
function showTop(parts) {
  const { state, pages } = parts;
  const select = find("#input");
  state.show(["project"], () => {
    select.replaceChildren(...state.now.project.inputs.map(({ id, name }) => new Option(name, String(id))));
    select.disabled = state.now.project.inputs.length < 2;
  });
  state.show(["input", "project"], () => {
    select.value = String(state.now.input.id);
    document.title = `${state.now.input.name} – Chromacel studio`;
  });
  select.addEventListener("change", () => {
    const input = state.now.project.inputs.find(({ id }) => String(id) === select.value);
    if (input) pages.open(input, 0);
  });
  const actions = Object.fromEntries(Object.values(keysOf(parts)).flat().map(({ says, act }) => [says, act]));
  for (const button of document.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => actions[/** @type {HTMLElement} */ (button).dataset.act ?? ""]());
  }
  state.show(["canUndo", "canRedo"], () => {
    find("#undo").disabled = !state.now.canUndo;
    find("#redo").disabled = !state.now.canRedo;
  });
  state.show(["isComparing", "showsMarks"], () => {
    find("#compare").setAttribute("aria-pressed", String(state.now.isComparing));
    find("#marks").setAttribute("aria-pressed", String(state.now.showsMarks));
  });
  state.show(["saved"], () => {
    const words = { saved: "Saved", saving: "Saving…", unsaved: "Not saved yet" };
    find("#saved-mark").textContent = words[state.now.saved];
    find("#saved-mark").className = state.now.saved;
  });
  for (const close of document.querySelectorAll("dialog .close")) {
    close.addEventListener("click", () => close.closest("dialog")?.close());
  }
}

/** The tools and the size of the brush. @param {State} state */
function showTools(state) {
  const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-tool]")]);
  for (const button of buttons) {
    button.addEventListener("click", () => state.set({ tool: /** @type {any} */ (button.dataset.tool) }));
  }
  state.show(["tool"], () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === state.now.tool));
    }
    find("#picture").dataset.tool = state.now.tool;
  });
  const slider = find("#width");
  const largest = () => Math.max(...state.now.size) / 4;
  slider.addEventListener("input", () => {
    state.set({ width: Math.max(1, Math.round(largest() ** (slider.value / 100))) });
  });
  state.show(["width", "size"], () => {
    slider.value = String((100 * Math.log(state.now.width)) / Math.log(largest()));
    slider.setAttribute("aria-valuetext", `${state.now.width} pixels`);
    find("#width-value").textContent = `${Math.round(state.now.width)} px`;
  });
}

/** On a phone, the panel is a sheet that comes up over the picture. @param {State} state */
function showSheet(state) {
  const panel = find("#panel");
  const open = (/** @type {string} */ name) => {
    const isOpen = panel.dataset.sheet === name;
    panel.dataset.sheet = isOpen ? "" : name;
    for (const button of document.querySelectorAll("[data-sheet-of]")) {
      const isMine = /** @type {HTMLElement} */ (button).dataset.sheetOf === panel.dataset.sheet;
      button.setAttribute("aria-expanded", String(isMine));
    }
  };
  for (const button of document.querySelectorAll("[data-sheet-of]")) {
    button.addEventListener("click", () => open(/** @type {HTMLElement} */ (button).dataset.sheetOf ?? ""));
  }
  const close = (/** @type {Event} */ event) => {
    if (!panel.dataset.sheet) return;
    event.stopPropagation(); // it draws nothing
    open(panel.dataset.sheet);
  };
  find("#stage").addEventListener("pointerdown", close, { capture: true });
  state.show(["input"], () => (find("#open-queue").hidden = state.now.input.kind === "picture"));
}

/** Sentences for the user. @param {State} state */
function showMessages(state) {
  const [notice, offline] = [find("#notice"), find("#offline")];
  state.show(["notice"], () => {
    notice.hidden = !state.now.notice;
    notice.querySelector(".text").textContent = state.now.notice;
  });
  notice.querySelector("button").addEventListener("click", () => state.set({ notice: "" }));
  state.show(["isOnline"], () => (offline.hidden = state.now.isOnline));
  state.show(["isBusy", "isPlaying", "marks", "right"], () => {
    const { project, marks, right, isBusy, isPlaying } = state.now;
    const method = project.methods.find(({ name }) => name === right);
    const isAutomatic = project.methods.some(({ name, is_available }) => name === AUTOMATIC && is_available);
    const isWaiting = method?.needs_hints && !marks.length;
    find("#status").dataset.isBusy = String(isBusy);
    find("#status").textContent = isPlaying ? (isBusy ? "Coloring the shot, which plays when it is ready…" : "")
      : isBusy ? "Coloring…"
      : isWaiting ? `Choose a color and draw.${isAutomatic ? " Until then, the color is automatic." : ""}` : "";
  });
}

start();
