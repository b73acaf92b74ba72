/** The line between two layers, which is dragged or moved by keys, and the choice of the layers. */

const STEP = 0.02;

/** Layers that can be chosen: the input, each method, and what the keyframes make of it. @param {import("./api.js").Project} project @param {import("./api.js").Input} input */
function layersOf(project, input) {
  const methods = project.methods.map(({ name, label, about, is_available, why_not }) => ({
    name, label: is_available ? label : `${label} (not available)`, isAvailable: is_available, title: why_not || about,
  }));
  const result = { name: "colored", label: "Result", isAvailable: Boolean(project.model), title: "As an export gives it" };
  const last = input.kind === "picture" ? [] : [result];
  return [{ name: "input", label: "Input", isAvailable: true, title: "" }, ...methods, ...last];
}

/** @param {HTMLElement} stage @param {import("./state.js").State} state @param {import("./painter.js").Painter} painter */
export function showWipe(stage, state, painter) {
  const line = /** @type {HTMLElement} */ (stage.querySelector("#wipe"));
  const selects = /** @type {HTMLSelectElement[]} */ ([...stage.querySelectorAll(".layer")]);

  const place = () => {
    const { isComparing, isPlaying, wipe } = state.now;
    line.hidden = !isComparing || isPlaying;
    selects[0].hidden = line.hidden;
    selects[1].hidden = isPlaying;
    line.style.left = `${painter.split}px`;
    line.setAttribute("aria-valuenow", String(Math.round(wipe * 100)));
  };
  state.show(["isComparing", "isPlaying", "wipe", "size", "page"], place);

  state.show(["project", "input", "left", "right"], () => {
    const layers = layersOf(state.now.project, state.now.input);
    selects.forEach((select, at) => {
      select.replaceChildren(...layers.map(({ name, label, isAvailable, title }) => {
        const option = new Option(label, name);
        option.disabled = !isAvailable;
        option.title = title;
        return option;
      }));
      select.value = at ? state.now.right : state.now.left;
    });
  });
  selects[0].addEventListener("change", () => state.set({ left: selects[0].value }));
  selects[1].addEventListener("change", () => state.set({ right: selects[1].value }));

  line.addEventListener("pointerdown", (event) => line.setPointerCapture(event.pointerId));
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const { left, width } = painter.viewport.visible;
    const x = event.clientX - stage.getBoundingClientRect().left;
    moveWipe(state, (x - left) / width - state.now.wipe);
  });
  line.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -1, End: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    moveWipe(state, event.shiftKey ? 5 * step : step);
  });
  return place;
}

/** @param {import("./state.js").State} state @param {number} step a share of the picture's width in view */
export function moveWipe(state, step) {
  state.set({ isComparing: true, wipe: Math.min(1, Math.max(0, state.now.wipe + step)) });
}

/** The next layer that is available on the right. @param {import("./state.js").State} state */
export function showNextLayer(state) {
  const layers = layersOf(state.now.project, state.now.input).filter((layer) => layer.isAvailable);
  const at = layers.findIndex((layer) => layer.name === state.now.right);
  state.set({ right: layers[(at + 1) % layers.length].name });
}
