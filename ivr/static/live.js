// What htmx leaves to the page that keeps itself up to date: asking with the tag of what is shown,
// a pause (WCAG 2.2.2), rest while the page is out of sight, one short sentence that is read out,
// and words for a login that has ended and for a connection that is lost.
// Without any of this the page works by reloading.

const PATIENCE = 3; // failures in a row before it is said

const region = document.querySelector("[data-live]");
const said = document.querySelector("[data-live-said]");
const button = document.querySelector("[data-live-pause]");
const show = (name, shown) => {
  document.querySelector(`[data-live-${name}]`).hidden = !shown;
};
const sentence = () =>
  [...document.querySelectorAll("[data-live] [data-say]")].map((part) => part.textContent.trim()).join(". ");
const on = (name, act) =>
  region.addEventListener(`htmx:${name}`, (event) => {
    if (event.target === region) act(event.detail.ctx, event);
  });

let tag = "";
let paused = false;
let ended = false;
let failures = 0;
let before = sentence();

function failed(yes) {
  failures = yes ? failures + 1 : 0;
  show("trouble", failures >= PATIENCE && !ended);
}

on("before:request", ({ request }, event) => {
  if (paused || ended || document.hidden) event.preventDefault();
  if (tag) request.headers["If-None-Match"] = tag;
});

on("before:response", ({ response }, event) => {
  ended ||= response.raw.type === "opaqueredirect" || response.status === 401;
  show("ended", ended);
  failed(response.status >= 500);
  if (paused || ended) event.preventDefault();
  else if (response.raw.ok) tag = response.headers.get("ETag") ?? "";
});

on("error", () => failed(true));

on("after:swap", () => {
  const now = sentence();
  if (now !== before) said.textContent = now;
  before = now;
});

button.addEventListener("click", () => {
  paused = !paused;
  button.setAttribute("aria-pressed", String(paused));
  show("on", !paused);
  show("off", paused);
  if (!paused) htmx.trigger(region, "look");
});

show("bar", true);
