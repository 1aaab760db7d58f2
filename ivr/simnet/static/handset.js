// One phone: what it shows, what was said on it, and its buttons.

import { ask, clockTime } from "./network.js";
import * as sound from "./sound.js";

const KEYS = "123456789*0#";
const OWNERS = ["Citizen", "Agent"];
const LONGEST = 300;
const STATES = {
  idle: { words: () => "Not in use", next: ".dialling .go" },
  calling: { words: (leg) => `Calling ${leg.to} …`, next: ".hang-up" },
  called: { words: (leg) => `${leg.from} is calling`, next: ".answer" },
  talking: { words: (leg) => `Connected to ${isCalled(leg) ? leg.from : leg.to}`, next: ".keypad button" },
};
const isCalled = (leg) => leg.direction !== "inbound";
const NAMES = { "*": "star", "#": "hash" };

export class Handset {
  #leg = null;
  #shown = ""; // the call that the end of the transcript belongs to
  #part;

  constructor(number, position) {
    this.number = number;
    this.node = document.getElementById("handset").content.cloneNode(true).firstElementChild;
    this.#part = (selector) => this.node.querySelector(selector);
    this.#part(".owner").textContent = OWNERS[position] ?? `Phone ${position + 1}`;
    this.#part(".number").textContent = number;
    this.node.setAttribute("aria-label", `${this.#part(".owner").textContent}, ${number}`);
    this.#layKeys();
    this.#wire();
    this.show([], "");
  }

  #layKeys() {
    for (const key of KEYS) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      button.dataset.key = key;
      button.setAttribute("aria-label", NAMES[key] ?? key);
      button.addEventListener("click", () => this.#press(key));
      this.#part(".keypad").append(button);
    }
  }

  #wire() {
    const act = (selector, what) =>
      this.#part(selector).addEventListener("click", () => this.#do("POST", `legs/${this.#leg?.sid}/${what}`));
    act(".answer", "answer");
    act(".reject", "reject");
    act(".hang-up", "hang-up");
    this.#part(".dialling").addEventListener("submit", (submitted) => {
      submitted.preventDefault();
      const { to, withheld } = submitted.target.elements;
      this.#do("POST", "dial", { from: this.number, to: to.value.trim(), withheld: withheld.checked });
    });
    this.#part(".writing").addEventListener("submit", (submitted) => {
      submitted.preventDefault();
      const { body } = submitted.target.elements;
      this.#do("POST", "texts", { from: this.number, to: this.#part("[name=to]").value.trim(), body: body.value });
      body.value = "";
    });
    this.node.addEventListener("keydown", (typed) => {
      const typing = typed.target.matches("input") || typed.ctrlKey || typed.metaKey || typed.altKey;
      if (!typing && KEYS.includes(typed.key) && this.#leg?.status === "in-progress") this.#press(typed.key);
    });
  }

  #press(key) {
    sound.hush(this.number);
    const button = this.#part(`[data-key="${key}"]`);
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), 200);
    this.#do("POST", `legs/${this.#leg.sid}/press`, { keys: key });
  }

  async #do(method, path, body) {
    try {
      await ask(method, path, body);
    } catch (refusal) {
      this.#add("note problem", refusal.message);
    }
  }

  /** Shows how things stand: the network's live legs and the number to dial by default. */
  show(legs, main) {
    const own = legs.filter((leg) => leg.person === this.number);
    const leg = own.find((leg) => leg.status === "in-progress") ?? own.find((leg) => leg.status === "ringing");
    this.#leg = leg ?? null;
    const state = !leg ? "idle" : leg.status === "in-progress" ? "talking" : isCalled(leg) ? "called" : "calling";
    const words = STATES[state].words(leg);
    const display = this.#part(".display");
    if (display.textContent !== words) display.textContent = words;
    this.#reveal(state);
    const to = this.#part("[name=to]");
    if (!to.value) to.value = main;
  }

  #reveal(state) {
    const focused = this.node.contains(document.activeElement) && document.activeElement;
    this.node.classList.toggle("ringing", state === "called");
    this.node.classList.toggle("talking-now", state === "talking");
    this.#part(".dialling").hidden = state !== "idle";
    this.#part(".answering").hidden = state !== "called";
    this.#part(".talking").hidden = state === "idle" || state === "called";
    for (const key of this.node.querySelectorAll(".keypad button")) key.disabled = state !== "talking";
    if (state === "called" || state === "calling") sound.startRinging(this.number);
    else sound.stopRinging(this.number);
    if (state === "idle") sound.hush(this.number);
    // The keyboard must not lose its place when the button under it is gone.
    if (focused && (focused.disabled || focused.closest("[hidden]"))) this.#part(STATES[state].next).focus();
  }

  /** Adds to the transcript what happened on this phone; `old` if it was before the page opened. */
  tell(event, old) {
    const { kind, data, sid } = event;
    if (kind === "text") return this.#receive(event);
    if (sid !== this.#shown && ["say", "ring", "key", "status", "play"].includes(kind)) {
      this.#shown = sid;
      this.#add("note", `Call at ${clockTime(event.at)}`);
    }
    switch (kind) {
      case "say":
        if (!old) sound.say(this.number, data.text, data.language);
        return this.#add("say", data.text, data.language);
      case "play":
        if (!old && data.sound) sound.play(this.number, data.sound);
        return this.#add("play", data.digits ? `♪ tones ${data.digits}` : `♪ recording ${data.name}`);
      case "key":
        return this.#key(data);
      case "bridge":
        return this.#add("note", "Connected");
      case "problem":
        return this.#add("problem", `${data.code ?? "lint"}: ${data.what}`);
      case "end":
        return this.#add("note", `Call ended: ${data.status}`);
    }
  }

  #key({ key, taken }) {
    const last = this.#part(".transcript").lastElementChild;
    if (last?.matches(".key") && taken) last.textContent += key;
    else this.#add("key", key);
    if (!taken) this.#add("note", "Nothing was waiting for that key.");
  }

  #receive({ data, at }) {
    const arrived = data.status === "delivered" || data.status === "received";
    if (!arrived || data.to !== this.number) return;
    const message = document.createElement("li");
    message.textContent = `${clockTime(at)} · ${data.from_}: ${data.body}`;
    this.#part(".messages").prepend(message);
    this.#part(".count").textContent = this.#part(".messages").childElementCount;
    this.#add("text", `Text message: ${data.body}`);
  }

  #add(kind, text, language = "") {
    const line = document.createElement("li");
    line.className = kind;
    line.textContent = text;
    if (language) line.lang = language;
    const transcript = this.#part(".transcript");
    transcript.append(line);
    if (transcript.childElementCount > LONGEST) transcript.firstElementChild.remove();
    transcript.scrollTop = transcript.scrollHeight;
  }
}
