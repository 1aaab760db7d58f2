// Lets the time in [data-since] tick, for the eye alone: the words beside it say since when.
// The server's clock counts, whatever this machine's may show.

const clock = document.querySelector("#clock");
const ahead = Date.parse(clock.dataset.now) - Date.now(); // milliseconds

function tick() {
  for (const part of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(part.dataset.since)) / 1000));
    const rest = String(seconds % 60).padStart(2, "0");
    part.textContent = `${Math.floor(seconds / 60)}:${rest}`;
  }
}

tick();
setInterval(tick, 1000);
