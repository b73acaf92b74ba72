// Two pictures of one test frame over each other; what is right of the edge is the second one.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const element = (id) => document.getElementById(id);
// A name may be written from right to left, and must not turn what stands beside it.
const isolated = (name) => `\u2068${name}\u2069`;
const [episode, kind, frame, first, second] =
  ["episode", "kind", "frame", "first", "second"].map(element);
const wipe = element("wipe");
const stage = element("stage");
let shown = [];

function filterFrames() {
  shown = data.frames.filter((one) =>
    (!episode.value || one.episode === episode.value) &&
    (!kind.value || one.kinds.includes(kind.value)));
  frame.replaceChildren(...shown.map((one, place) =>
    new Option(`${isolated(one.episode)}, frame ${one.index}`, place)));
  element("count").textContent = `${shown.length} of ${data.frames.length} frames`;
  for (const button of ["earlier", "later"]) element(button).disabled = shown.length < 2;
  showFrame();
}

function showFrame() {
  const one = shown[frame.value || 0];
  stage.hidden = wipe.hidden = !one;
  if (!one) {
    element("facts").textContent = "No frame is of this episode and this kind.";
    return;
  }
  const title = `${isolated(one.episode)}, frame ${one.index}`;
  for (const [side, choice] of [["left", first], ["right", second]]) {
    const name = data.choices[choice.value];
    const l1 = one.l1[choice.value];
    element(side).src = one.pictures[choice.value];
    element(side).alt = `${title}: ${name}`;
    element(`${side}-name`).textContent = l1 === undefined ? name : `${name}, L1 ${l1}`;
  }
  const models = [...first.options].filter((option) => option.value in one.l1);
  const errors = models.map((option) => `${option.text} ${one.l1[option.value]}`);
  const kinds = one.kinds.map((name) => data.kinds[name]);
  element("facts").textContent =
    `${title}. L1: ${errors.join(", ")}. Nearest training frame: thumbnails differ by ` +
    `${one.distance}.${one.twin ? ` ${one.copy} is in training.` : ""}` +
    (kinds.length ? ` Found by rule: ${kinds.join("; ")}.` : "");
  moveEdge();
}

function moveEdge() {
  element("right").style.clipPath = `inset(0 0 0 ${wipe.value}%)`;
  element("edge").style.left = `${wipe.value}%`;
  wipe.ariaValueText = `${Math.round(wipe.value)} % ${data.choices[first.value]}, ` +
    `the rest ${data.choices[second.value]}`;
}

function step(by) {
  frame.value = (Number(frame.value || 0) + by + shown.length) % shown.length;
  showFrame();
}

function followPointer(event) {
  if (event.type === "pointerdown") stage.setPointerCapture(event.pointerId);
  else if (!stage.hasPointerCapture(event.pointerId)) return;
  const box = stage.getBoundingClientRect();
  wipe.value = (100 * (event.clientX - box.left)) / box.width;
  moveEdge();
}

for (const filter of [episode, kind]) filter.addEventListener("change", filterFrames);
for (const choice of [frame, first, second]) choice.addEventListener("change", showFrame);
for (const type of ["pointerdown", "pointermove"]) stage.addEventListener(type, followPointer);
wipe.addEventListener("input", moveEdge);
element("earlier").addEventListener("click", () => step(-1));
element("later").addEventListener("click", () => step(1));
filterFrames();
