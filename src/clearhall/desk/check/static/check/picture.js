// A picture can be dropped on the form or pasted anywhere on the page. Without this script it is chosen as a file.
const form = document.querySelector("[data-picture-drop]");
const input = form?.querySelector("input[type=file]");

const send = (files) => {
  const picture = [...(files ?? [])].find((file) => file.type.startsWith("image/"));
  if (!picture) return false;
  const chosen = new DataTransfer();
  chosen.items.add(picture);
  input.files = chosen.files;
  form.requestSubmit();
  return true;
};

if (input) {
  for (const kind of ["dragover", "dragenter"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.add("is-dropping");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("is-dropping"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-dropping");
    send(event.dataTransfer?.files);
  });
  document.addEventListener("paste", (event) => {
    if (send(event.clipboardData?.files)) event.preventDefault();
  });
}
