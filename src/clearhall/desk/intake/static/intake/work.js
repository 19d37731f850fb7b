// Proof of work for a form: <form data-work="challenge" data-work-bits="16"> with hidden inputs work_challenge and work_number.
// It starts when the page is open and the reader still types; sending waits for it. Without script the form works too, only slower.
import { leadingZeroBits, prepared, sha256With } from "./sha256.js";

const SLICE_MS = 12; // keeps typing smooth on an old phone

export async function solve(challenge, bits) {
  const start = prepared(`${challenge}:`);
  for (let number = 0; ; ) {
    const until = performance.now() + SLICE_MS;
    do {
      if (leadingZeroBits(sha256With(start, String(number))) >= bits) return String(number);
      number += 1;
    } while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function wire(form) {
  const field = form.elements.work_number;
  const status = form.querySelector("[data-work-status]");
  const button = form.querySelector("button:not([type=button])");
  const done = solve(form.dataset.work, Number(form.dataset.workBits)).then((number) => {
    field.value = number;
  });
  let isSending = false;
  form.addEventListener("submit", (event) => {
    if (isSending) return event.preventDefault(); // an impatient second press
    isSending = true;
    if (field.value) return undefined;
    const pressed = event.submitter ?? button; // a form may hold a second button with an address of its own
    event.preventDefault();
    status.textContent = status.dataset.busy;
    done.then(() => {
      isSending = false;
      form.requestSubmit(pressed);
    });
    return undefined;
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
    status.textContent = "";
  });
}

for (const form of document.querySelectorAll("form[data-work]")) wire(form);
