// The network as the page sees it: its stream of events, and the doors behind the buttons.

export const TIME_ZONE = "Europe/Helsinki";

/** Opens the stream; `onState` and `onEvent` get what it tells, `onLink` whether it is up. */
export function listen({ onState, onEvent, onLink }) {
  const stream = new EventSource("events");
  let last = 0;
  stream.addEventListener("open", () => onLink(true));
  stream.addEventListener("error", () => {
    onLink(false);
    // A browser reconnects by itself after a lost connection, not after a refusal.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  });
  stream.addEventListener("state", (message) => {
    const state = JSON.parse(message.data);
    // Numbers that start again belong to another run of the network: begin anew with it.
    if (state.newest < last) location.reload();
    else onState(state);
  });
  stream.addEventListener("message", (message) => {
    const event = JSON.parse(message.data);
    last = event.number;
    onEvent(event);
  });
}

/** Asks the network to do something. Throws an Error with its sentence if it refuses. */
export async function ask(method, path, body = method === "GET" ? undefined : {}) {
  const answer = await fetch(`/network/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  }).catch(() => {
    throw new Error("The network does not answer.");
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error ?? `The network refused (${answer.status}).`);
  return told;
}

export const clockTime = (at) =>
  new Date(at).toLocaleTimeString("en-GB", { timeZone: TIME_ZONE });
