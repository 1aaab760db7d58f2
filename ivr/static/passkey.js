// A form whose `answer` is what a device says: of a new passkey, or of one that she has.
// Without a script or a device, the page says so instead of showing the button.

const form = document.querySelector("form[data-passkey]");
const button = form && form.querySelector("[data-passkey-go]");
const trouble = form && form.querySelector("[data-passkey-trouble]");
const Key = window.PublicKeyCredential;

if (form && Key && Key.parseRequestOptionsFromJSON) {
  trouble.hidden = true;
  button.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    ask().then(send, tell);
  });
}

async function ask() {
  const options = JSON.parse(form.dataset.options);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: Key.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: Key.parseRequestOptionsFromJSON(options) });
}

function send(credential) {
  form.elements.answer.value = JSON.stringify(credential.toJSON());
  form.requestSubmit(button);
}

function tell() {
  trouble.textContent = button.dataset.failed;
  trouble.hidden = false;
}
