// Faults: each with a switch, how often it strikes, what it does, and how often it has struck.

import { ask } from "./network.js";

const OFTEN = "0.1"; // how often what is switched on strikes at first
const part = (id) => document.getElementById(id);
const rows = new Map(); // name -> its row's parts

/** Shows every fault there is, as things stand. */
export async function showFaults() {
  show(await ask("GET", "faults"));
  part("faults-clear").addEventListener("click", () => change("DELETE"));
}

/** One more has struck. */
export function recount(name) {
  const row = rows.get(name);
  if (row) tell(row, row.injected + 1);
}

function show(faults) {
  for (const fault of faults) {
    const row = rows.get(fault.name) ?? build(fault);
    const isOn = fault.on.length > 0;
    row.on.checked = isOn;
    row.often.disabled = !isOn;
    row.often.value = isOn ? fault.probability : OFTEN;
    row.detail = fault.on.filter((how) => how !== String(fault.probability)).join("; ");
    tell(row, fault.injected);
  }
  part("faults-on").textContent = faults.filter(({ on }) => on.length > 0).length;
}

function build({ name, what }) {
  const row = {
    what,
    on: Object.assign(document.createElement("input"), { type: "checkbox" }),
    often: Object.assign(document.createElement("input"), { type: "number", min: 0, max: 1, step: "any" }),
    told: Object.assign(document.createElement("p"), { className: "what quiet", id: `fault-${name}` }),
  };
  const set = () => change("POST", { name, probability: row.on.checked ? Number(row.often.value) : 0 });
  row.on.addEventListener("change", set);
  row.often.addEventListener("change", set);
  row.on.setAttribute("aria-describedby", row.told.id);
  row.often.setAttribute("aria-label", `How often ${name} strikes`);
  const label = document.createElement("label");
  label.append(row.on, name);
  const line = document.createElement("li");
  line.append(label, row.often, row.told);
  part("faults-list").append(line);
  rows.set(name, row);
  return row;
}

function tell(row, injected) {
  row.injected = injected;
  const struck = injected ? ` Has struck ${injected} times.` : "";
  row.told.textContent = [row.what, row.detail].filter(Boolean).join(" ") + struck;
}

async function change(method, body) {
  try {
    show(await ask(method, "faults", body));
    part("faults-refusal").textContent = "";
  } catch (refusal) {
    part("faults-refusal").textContent = refusal.message;
    show(await ask("GET", "faults"));
  }
}
