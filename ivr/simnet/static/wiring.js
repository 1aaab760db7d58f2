// Inside the network: live legs, the last document of a call with its problems, the event log.

import { clockTime } from "./network.js";

const LINES = 250;
const CALLS = 50;
const documents = new Map(); // sid -> { url, body, problems }
const part = (id) => document.getElementById(id);
let chosen = "";

/** Shows the live legs; choosing one shows its documents instead of the newest. */
export function showLegs(legs) {
  const rows = legs.map((leg) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.sid = leg.sid;
    button.setAttribute("aria-pressed", String(leg.sid === chosen));
    button.append(piece("who", `${leg.from || "withheld"} → ${leg.to}`), piece("status", leg.status));
    button.addEventListener("click", () => choose(leg.sid === chosen ? "" : leg.sid));
    const row = document.createElement("li");
    row.append(button);
    return row;
  });
  const focused = document.activeElement?.dataset?.sid;
  part("legs").replaceChildren(...rows);
  part("no-legs").hidden = legs.length > 0;
  if (focused) part("legs").querySelector(`[data-sid="${focused}"]`)?.focus();
  if (chosen && !legs.some((leg) => leg.sid === chosen)) chosen = "";
}

function choose(sid) {
  chosen = sid;
  for (const button of part("legs").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.sid === chosen));
  }
  if (sid) showDocument(sid);
}

/** Notes an event; documents and their problems are kept for the latest calls. */
export function note(event) {
  log(event);
  const { kind, data, sid } = event;
  if (kind === "response" && data.purpose === "control") {
    documents.delete(sid);
    documents.set(sid, { url: data.url, body: data.body, problems: [] });
    if (documents.size > CALLS) documents.delete(documents.keys().next().value);
  } else if (kind === "problem" && documents.has(sid)) {
    documents.get(sid).problems.push(`${data.code ?? "lint"}: ${data.what}`);
  } else return;
  if (!chosen || chosen === sid) showDocument(sid);
}

function showDocument(sid) {
  const held = documents.get(sid);
  part("document-call").textContent = held ? `${new URL(held.url).pathname} · ${sid.slice(0, 10)}…` : "";
  part("document").textContent = held ? indented(held.body) : "–";
  part("problems").replaceChildren(...(held?.problems ?? []).map((what) => piece("", what, "li")));
}

function indented(body) {
  if (!body.startsWith("<")) return body;
  const tree = new DOMParser().parseFromString(body, "text/xml");
  return tree.querySelector("parsererror") ? body : lines(tree.documentElement, "").join("\n");
}

function lines(element, indent) {
  const attributes = [...element.attributes].map(({ name, value }) => ` ${name}="${value}"`);
  const opening = `${indent}<${element.nodeName}${attributes.join("")}`;
  // Verbs begin with a capital and get lines of their own; speech marks stay in their sentence.
  const verbs = [...element.children].filter((child) => /^[A-Z]/.test(child.nodeName));
  const closing = `</${element.nodeName}>`;
  if (verbs.length === 0) return [element.innerHTML ? `${opening}>${element.innerHTML}${closing}` : `${opening}/>`];
  return [`${opening}>`, ...verbs.flatMap((verb) => lines(verb, `${indent}  `)), indent + closing];
}

function log({ at, kind, sid, person, data }) {
  const line = document.createElement("li");
  line.className = kind;
  const what = `${person || sid.slice(0, 8)} ${summary(kind, data)}`;
  line.append(piece("when", clockTime(at)), piece("kind", kind), piece("what", what));
  const list = part("log");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(line);
  if (list.childElementCount > LINES) list.firstElementChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function summary(kind, data) {
  switch (kind) {
    case "request":
      return `${data.method} ${new URL(data.url).pathname} ${data.fields.CallStatus ?? ""}`;
    case "response":
      return `${data.status} ${new URL(data.url).pathname}`;
    case "problem":
      return `${data.code ?? "lint"}: ${data.what}`;
    case "key":
      return data.taken ? data.key : `${data.key} (nothing waited for it)`;
    case "ask":
      return data.wanted ? `waits for ${data.wanted} key(s)` : `waits for keys up to ${data.finish}`;
    case "fault":
      return `${data.name} ${data.path}`;
    case "text":
      return `${data.status}: ${data.body}`;
    default:
      return Object.values(data).filter((value) => value !== null && value !== "").join(" ");
  }
}

function piece(kind, text, tag = "span") {
  const node = document.createElement(tag);
  node.className = kind;
  node.textContent = text;
  return node;
}
