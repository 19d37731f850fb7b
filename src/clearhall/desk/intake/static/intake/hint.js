// The hint "this is known already" while somebody still types: <form data-hint="address"> with a textarea `text` and a box to fill.
// Without script the form asks once when it is sent.
const WAIT_MS = 700;
const SHORTEST = 8;

function fill(box, found) {
  box.querySelector("[data-hint-label]").textContent = found.label;
  const lists = [["[data-hint-sentences]", "li", found.sentences], ["[data-hint-answers]", "p", found.answers]];
  for (const [place, tag, texts] of lists) {
    const nodes = texts.map((text) => Object.assign(document.createElement(tag), { textContent: text, dir: "auto" }));
    box.querySelector(place).replaceChildren(...nodes);
  }
}

function wire(form) {
  const text = form.elements.text;
  const box = form.querySelector("[data-hint-box]");
  const asked = form.querySelector("[data-hint-asked]");
  let timer = 0;
  let newest = 0;
  async function ask() {
    const number = (newest += 1);
    const body = new FormData();
    body.set("text", text.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.dataset.hint, { method: "POST", body });
      const found = answer.ok ? await answer.json() : { known: false };
      if (number !== newest) return; // what was typed since is being asked for
      if (found.known) fill(box, found);
      box.hidden = !found.known;
      if (found.known) asked.name = "anyway"; // it was read here: sending need not ask again
    } catch {
      box.hidden = true; // no network: the form asks when it is sent
    }
  }
  text.addEventListener("input", () => {
    clearTimeout(timer);
    if (text.value.trim().length >= SHORTEST) timer = setTimeout(ask, WAIT_MS);
    else box.hidden = true;
  });
  if (box.hidden && text.value.trim().length >= SHORTEST) ask();
}

for (const form of document.querySelectorAll("form[data-hint]")) wire(form);
