// Keeps what stands in [data-live] up to date: asks every two seconds whether the page has
// changed, and changes only the parts that have, so that focus, a press of a button, a tick and
// what has been unfolded survive.
// Pausable; quiet while the page is out of sight; without it the page works by reloading.

const EVERY = 2000; // milliseconds
const PATIENCE = 3; // failures in a row before it is said

const region = document.querySelector("[data-live]");
const said = document.querySelector("[data-live-said]");
const button = document.querySelector("[data-live-pause]");
const show = (name, shown) => {
  document.querySelector(`[data-live-${name}]`).hidden = !shown;
};

let tag = "";
let paused = false;
let ended = false;
let failures = 0;

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    const unfolded = name === "open" && old.nodeName === "DETAILS";
    if (!fresh.hasAttribute(name) && !unfolded) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function renew(old, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
  const kept = new Map([...old.children].map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const alike = at && !at.id && at.nodeName === child.nodeName;
    const same = child.id ? kept.get(child.id) : alike && at;
    if (!same) {
      old.insertBefore(child, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else old.insertBefore(same, at);
    if (same.isEqualNode(child)) continue;
    if (same.nodeType !== Node.ELEMENT_NODE) {
      same.data = child.data;
      continue;
    }
    attributes(same, child);
    renew(same, child);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function sentence() {
  return [...region.querySelectorAll("[data-say]")].map((part) => part.textContent.trim()).join(". ");
}

async function look() {
  const headers = { "X-Live": "1", ...(tag && { "If-None-Match": tag }) };
  const answer = await fetch(location.pathname + location.search, { headers, cache: "no-store", redirect: "manual" });
  if (answer.status === 304) return;
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    ended = true;
    show("ended", true);
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  tag = answer.headers.get("ETag") ?? "";
  if (paused) return;
  const before = sentence();
  renew(region, page.querySelector("[data-live]"));
  document.title = page.title;
  if (sentence() !== before) said.textContent = sentence();
}

async function beat() {
  if (!paused && !document.hidden) {
    try {
      await look();
      failures = 0;
    } catch {
      failures += 1;
    }
    show("trouble", failures >= PATIENCE && !ended);
  }
  if (!ended) setTimeout(beat, EVERY);
}

button.addEventListener("click", () => {
  paused = !paused;
  button.setAttribute("aria-pressed", String(paused));
  show("on", !paused);
  show("off", paused);
  if (!paused) tag = "";
});

show("bar", true);
setTimeout(beat, EVERY);
