// The page: two phones to begin with, the network's clock, sound, and what goes on inside.

import { Handset } from "./handset.js";
import { TIME_ZONE, ask, listen } from "./network.js";
import { recount, showFaults } from "./faults.js";
import * as sound from "./sound.js";
import { note, showLegs } from "./wiring.js";

const part = (id) => document.getElementById(id);
const handsets = new Map();
let newest = null; // events up to this number happened before the page was opened
let state = null; // how things stood when the network last told
let time = null; // { real, network, speed } when the network last told

listen({
  onLink(up) {
    part("link").textContent = up ? "connected" : "no connection to the network; trying again …";
    part("link").classList.toggle("broken", !up);
  },
  onState(told) {
    state = told;
    newest ??= state.newest;
    time = { real: Date.now(), network: Date.parse(state.now), speed: state.speed };
    state.handsets.forEach(plugIn);
    for (const handset of handsets.values()) show(handset);
    showLegs(state.legs);
  },
  onEvent(event) {
    note(event);
    if (event.kind === "fault" && event.number > newest) recount(event.data.name);
    handsets.get(event.person)?.tell(event, event.number <= newest);
  },
});

function plugIn(number) {
  if (handsets.has(number)) return;
  const handset = new Handset(number, handsets.size);
  handsets.set(number, handset);
  part("handsets").append(handset.node);
  show(handset);
}

function show(handset) {
  handset.show(state.legs, state.numbers[0] ?? "");
}

part("add").addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  const field = part("add-number");
  const number = field.value.trim();
  try {
    await ask("PUT", `handsets/${encodeURIComponent(number)}`);
    plugIn(number);
    field.value = "";
  } catch (refusal) {
    field.setCustomValidity(refusal.message);
    field.reportValidity();
  }
});
part("add-number").addEventListener("input", (typed) => typed.target.setCustomValidity(""));

part("sound").addEventListener("click", async (clicked) => {
  const on = clicked.target.getAttribute("aria-pressed") !== "true";
  clicked.target.setAttribute("aria-pressed", String(on));
  clicked.target.textContent = on ? "Sound on" : "Sound off";
  await sound.turn(on);
});
const written = new Intl.DateTimeFormat("en-GB", {
  timeZone: TIME_ZONE, weekday: "short", day: "numeric", month: "short",
  hour: "2-digit", minute: "2-digit", second: "2-digit",
});
setInterval(() => {
  if (time === null) return;
  const now = new Date(time.network + (Date.now() - time.real) * time.speed);
  part("clock").textContent = written.format(now);
  part("clock").dateTime = now.toISOString();
}, 250);

part("sound-notice").textContent = await sound.findVoice();
await showFaults();
