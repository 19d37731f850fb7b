// A form sent twice by an impatient finger is sent once: <form data-once>.
export function wireFormOnce(root) {
  for (const form of root.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
    window.addEventListener("pageshow", () => delete form.dataset.sent); // back from the next page: may be sent again
  }
}
