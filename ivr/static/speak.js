// Reads out what [data-speak] names, by a voice of this browser; without one, or without scripts,
// the buttons stay hidden and the words can be read.

const voice = window.speechSynthesis;

for (const button of voice ? document.querySelectorAll("[data-speak]") : []) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const words = document.getElementById(button.dataset.speak);
    const said = new SpeechSynthesisUtterance(words.textContent.trim());
    said.lang = words.lang;
    voice.cancel();
    voice.speak(said);
  });
}
