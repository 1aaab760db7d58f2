// What the phones sound like: espeak-ng's voice from the network, else the browser's, else none.

const RING = 425; // Hz: one second on, four off, as Finnish networks ring
const context = "AudioContext" in window ? new AudioContext() : null;
const playing = new Map(); // a phone's number -> what it has to say, and how to stop it
const ringing = new Map();
let source = "text";
let on = false;

/** Finds out who can speak; returns one sentence for the user. */
export async function findVoice() {
  const answer = await fetch("speech").catch(() => null);
  if (answer?.ok && context) {
    source = "network";
    return "Voice: espeak-ng.";
  }
  const voices = await browserVoices();
  if (voices.length === 0) return "No voice on this machine: text only. Phones still ring.";
  source = "browser";
  const missing = { fi: "Finnish", sv: "Swedish", en: "English" };
  for (const voice of voices) delete missing[voice.lang.slice(0, 2)];
  const lacks = Object.values(missing).join(" or ");
  return `Voice: this browser's${lacks && `, which speaks no ${lacks}`} (no espeak-ng here).`;
}

async function browserVoices() {
  if (!("speechSynthesis" in window)) return [];
  if (speechSynthesis.getVoices().length === 0) {
    await new Promise((loaded) => {
      speechSynthesis.addEventListener("voiceschanged", loaded, { once: true });
      setTimeout(loaded, 1000);
    });
  }
  return speechSynthesis.getVoices();
}

/** Turns all sound on or off; browsers allow it only from a click or a key. */
export async function turn(wanted) {
  on = wanted;
  if (on) await context?.resume();
  else for (const number of playing.keys()) hush(number);
}

/** Lets the phone say something once it has said what came before. */
export function say(number, text, language) {
  if (source === "text") return;
  enqueue(number, (queue) => (source === "network" ? fromNetwork : fromBrowser)(queue, text, language));
}

/** Lets the phone play a recording, which the network has fetched, after what came before. */
export function play(number, recording) {
  if (context) enqueue(number, (queue) => listen(queue, fetch(`sounds/${recording}`)));
}

function enqueue(number, sound) {
  if (!on) return;
  const queue = playing.get(number) ?? { last: Promise.resolve(), stop: () => {}, hushed: false };
  playing.set(number, queue);
  queue.last = queue.last.then(async () => {
    if (queue.hushed) return;
    await sound(queue);
  });
}

function fromNetwork(queue, text, language) {
  const wanted = new URLSearchParams({ text, language });
  return listen(queue, fetch("speech", { method: "POST", body: wanted }));
}

async function listen(queue, fetched) {
  const answer = await fetched.catch(() => null);
  if (!answer?.ok) return;
  const sound = await context.decodeAudioData(await answer.arrayBuffer());
  if (queue.hushed) return;
  const player = new AudioBufferSourceNode(context, { buffer: sound });
  player.connect(context.destination);
  queue.stop = () => player.stop();
  const ended = new Promise((done) => player.addEventListener("ended", done));
  player.start();
  await ended;
}

function fromBrowser(queue, text, language) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  queue.stop = () => speechSynthesis.cancel();
  return new Promise((done) => {
    utterance.addEventListener("end", done);
    utterance.addEventListener("error", done);
    speechSynthesis.speak(utterance);
  });
}

/** Stops the phone in mid-word and forgets what it was still to say. */
export function hush(number) {
  const queue = playing.get(number);
  if (queue) {
    queue.hushed = true;
    queue.stop();
    playing.delete(number);
  }
}

/** Rings until stopped, to be heard while the sound is on. */
export function startRinging(number) {
  if (ringing.has(number)) return;
  ring();
  ringing.set(number, setInterval(ring, 5000));
}

export function stopRinging(number) {
  clearInterval(ringing.get(number));
  ringing.delete(number);
}

function ring() {
  if (!on || !context) return;
  const tone = new OscillatorNode(context, { frequency: RING });
  const soft = new GainNode(context, { gain: 0.08 });
  tone.connect(soft).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 1);
}
