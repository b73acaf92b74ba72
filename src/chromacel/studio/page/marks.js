/**
 * Marks: strokes, dots and areas of one color, as docs/hints.md has them, in pixels of the picture.
 *
 * @typedef {[number, number]} Point
 * @typedef {{color: string, width: number, points: Point[]}} Stroke
 * @typedef {{color: string, outlines: Point[][]}} Area
 * @typedef {Stroke|Area} Mark
 */

const MOST_POINTS = 20_000; // of a stroke; a longer one goes on as the next

/** @param {Mark} mark @returns {mark is Area} */
export const isArea = (mark) => "outlines" in mark;

/** Whether what was kept in a browser is a mark. @param {any} mark @returns {mark is Mark} */
export function isMark(mark) {
  const isPoint = (/** @type {any} */ point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  const isLine = (/** @type {any} */ line) => Array.isArray(line) && line.length > 0 && line.every(isPoint);
  if (!/^#[0-9a-f]{6}$/.test(mark?.color)) return false;
  return Array.isArray(mark.outlines) ? mark.outlines.every(isLine) : mark.width > 0 && isLine(mark.points);
}

/** To a tenth of a pixel, which is finer than a hand. @param {Point} point @returns {Point} */
const rounded = ([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10];

/** @param {string} color @param {number} width @param {Point} point @returns {Stroke} */
export function startedStroke(color, width, point) {
  return { color, width, points: [rounded(point)] };
}

/** The stroke with a further point, unless that is hardly another. @param {Stroke} stroke @param {Point} point @param {number} nearest */
export function extendedStroke(stroke, point, nearest) {
  const [x, y] = stroke.points[stroke.points.length - 1];
  const isNear = Math.hypot(point[0] - x, point[1] - y) < nearest;
  if (isNear || stroke.points.length >= MOST_POINTS) return stroke;
  return { ...stroke, points: [...stroke.points, rounded(point)] };
}

/** @param {Mark} mark @returns {Path2D} */
export function pathOf(mark) {
  const path = new Path2D();
  for (const line of isArea(mark) ? mark.outlines : [mark.points]) {
    line.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
    if (isArea(mark)) path.closePath();
    else if (line.length === 1) path.lineTo(line[0][0], line[0][1] + 0.001); // a round cap: a dot
  }
  return path;
}

/** Whether some of a stroke may be on a picture. @param {Stroke} stroke @param {readonly number[]} size */
export function isOnPicture({ points, width }, size) {
  return [0, 1].every((axis) => {
    const places = points.map((point) => point[axis]);
    return Math.max(...places) > -width / 2 && Math.min(...places) < size[axis] + width / 2;
  });
}

/** Whether a round eraser at a place touches the mark. @param {Mark} mark @param {Point} place @param {number} radius */
export function isTouched(mark, place, radius) {
  if (isArea(mark)) return isInside(mark.outlines, place);
  const reach = radius + mark.width / 2;
  const { points } = mark;
  if (points.length === 1) return distance(points[0], points[0], place) <= reach;
  return points.some((point, at) => at > 0 && distance(points[at - 1], point, place) <= reach);
}

/** By the even-odd rule. @param {Point[][]} outlines @param {Point} place */
function isInside(outlines, [x, y]) {
  let isIn = false;
  for (const line of outlines) {
    line.forEach(([x1, y1], at) => {
      const [x2, y2] = line[(at + 1) % line.length];
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) isIn = !isIn;
    });
  }
  return isIn;
}

/** From a place to the line between two points. @param {Point} a @param {Point} b @param {Point} place */
function distance([ax, ay], [bx, by], [x, y]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length : 0;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y);
}
