/**
 * The server's addresses. All are relative to the page, whose own address holds the token.
 *
 * @typedef {{id: number, name: string, kind: "picture"|"comic"|"video", pages: number,
 *   width: number, height: number}} Input
 * @typedef {{name: string, label: string, about: string, needs_hints: boolean, is_available: boolean,
 *   why_not: string}} Method
 * @typedef {{id: string, name: string, width: number, height: number}} Reference
 * @typedef {{project: string, key: string, inputs: Input[], methods: Method[], palette: string[],
 *   palettes: Object<string, string[]>, references: Reference[], model: string,
 *   uses_references: boolean}} Project
 * @typedef {{state: "idle"|"running"|"done"|"failed"|"stopped", share: number, said: string,
 *   command?: string, folder?: string}} Job
 * @typedef {import("./marks.js").Mark} Mark
 */

const LONGEST_WAIT = 30_000; // milliseconds without an answer after which the server counts as gone
const SAVING = 10_000; // the same where a small file is written

/** An answer that is no success; `status` is 0 where there was no answer at all. */
export class ApiError extends Error {
  /** @param {string} message @param {number} status @param {boolean} [isSuperseded] */
  constructor(message, status, isSuperseded = false) {
    super(message);
    this.status = status;
    this.isSuperseded = isSuperseded;
  }

  get isGone() {
    return this.status === 0;
  }
}

/**
 * @param {string} address relative to `api/`
 * @param {{method?: string, body?: unknown, keepalive?: boolean, wait?: number,
 *   signal?: AbortSignal}} [how]
 * @returns {Promise<Response>}
 */
async function send(address, { method = "GET", body, keepalive, wait, signal } = {}) {
  const limits = wait ? [AbortSignal.timeout(wait)] : [];
  const signals = signal ? [signal, ...limits] : limits;
  let response;
  try {
    response = await fetch(`api/${address}`, {
      method,
      keepalive,
      cache: "no-store",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signals.length ? AbortSignal.any(signals) : undefined,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("The server does not answer.", 0);
  }
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  const message = said.error ?? `The server answered ${response.status}.`;
  throw new ApiError(message, response.status, said.superseded === true);
}

/** @param {string} address @param {Parameters<typeof send>[1]} [how] */
async function json(address, how) {
  return (await send(address, { wait: LONGEST_WAIT, ...how })).json();
}

/** @param {string} address @param {Parameters<typeof send>[1]} [how] @returns {Promise<ImageBitmap>} */
async function picture(address, how) {
  return createImageBitmap(await (await send(address, how)).blob());
}

/** @param {number} input @param {number} page */
const place = (input, page) => `inputs/${input}/pages/${page}`;

export const api = {
  /** @returns {Promise<Project>} */
  project: () => json("project"),
  /** @param {Object<string, string[]>} palettes */
  savePalettes: (palettes) => json("palettes", { method: "PUT", body: palettes }),

  /** @param {number} input @param {number} page @param {number} side */
  input: (input, page, side) => picture(`${place(input, page)}/input?side=${side}`),
  /** @param {number} input @param {number} page @param {number} side */
  thumbnail: (input, page, side) => `api/${place(input, page)}/input?side=${side}`,
  /** @param {string} id */
  reference: (id) => `api/references/${id}/picture?side=1000`,
  /** As an export by this method gives it. @param {number} input @param {number} page @param {number} side @param {string} method */
  colored: (input, page, side, method) =>
    picture(`${place(input, page)}/colored?side=${side}&method=${method}`),
  /** @param {number} input @param {number} page @param {{method: string, marks: Mark[], side: number}} body */
  color: (input, page, body) => picture(`${place(input, page)}/color`, { method: "POST", body }),
  /** @param {number} input @param {number} page @param {{x: number, y: number}} body */
  region: (input, page, body) => json(`${place(input, page)}/region`, { method: "POST", body }),

  /** @param {number} input @param {number} page */
  hints: (input, page) => json(`${place(input, page)}/hints`),
  /** @param {number} input @param {number} page @param {object} body @param {boolean} keepalive */
  saveHints: (input, page, body, keepalive) =>
    json(`${place(input, page)}/hints`, { method: "PUT", body, keepalive, wait: SAVING }),

  /** @param {number} input */
  shots: (input) => json(`inputs/${input}/shots`, { wait: 600_000 }),
  /** @param {number} input */
  proposals: (input) => json(`inputs/${input}/proposals`),
  /** @param {number} input @param {number} count */
  propose: (input, count) =>
    json(`inputs/${input}/proposals`, { method: "POST", body: { count }, wait: 600_000 }),
  /** @param {number} input */
  keyframes: (input) => json(`inputs/${input}/keyframes`),
  /** An accepted page. @param {number} input @param {number} page @param {number} side @param {number} version another one after it was accepted anew */
  keyframe: (input, page, side, version) =>
    `api/inputs/${input}/keyframes/${page}?side=${side}&version=${version}`,
  /** @param {number} input @param {number} page @param {{method: string, marks: Mark[]}} body */
  keep: (input, page, body) =>
    json(`inputs/${input}/keyframes/${page}`, { method: "PUT", body, wait: 120_000 }),
  /** @param {number} input @param {number} page */
  drop: (input, page) => json(`inputs/${input}/keyframes/${page}`, { method: "DELETE" }),

  /** @param {"adapt"|"adapt-to-references"|"export"} job @param {object} body @returns {Promise<Job>} */
  start: (job, body) => json(job, { method: "POST", body }),
  /** @param {"adapt"|"adapt-to-references"|"export"} job @returns {Promise<Job>} */
  look: (job) => json(job),
  /** @param {"adapt"|"adapt-to-references"|"export"} job @returns {Promise<Job>} */
  stop: (job) => json(job, { method: "DELETE" }),
};
