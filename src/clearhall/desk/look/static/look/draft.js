// Keeps what is being typed on this device until it is sent: <form data-draft="quick-report">. Files and passwords are never kept.
// A line with a button to delete it must stand in the form: [data-draft-note] with [data-draft-forget].
const KEEP_MS = 3 * 24 * 60 * 60 * 1000;
const WAIT_MS = 400;

export function wireDraft(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) wire(form, `clearhall-draft-${form.dataset.draft}`);
  for (const done of root.querySelectorAll("[data-draft-done]")) forget(`clearhall-draft-${done.dataset.draftDone}`);
}

function wire(form, key) {
  const note = form.querySelector("[data-draft-note]");
  if (restore(form, read(key)) && note) note.hidden = false;
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      write(key, form);
      if (note) note.hidden = false;
    }, WAIT_MS);
  });
  form.querySelector("[data-draft-forget]")?.addEventListener("click", () => {
    clearTimeout(timer);
    forget(key);
    form.reset();
    for (const field of kept(form)) if (field.matches("textarea, input[type=text], input[type=url]")) field.value = "";
    note.hidden = true;
  });
}

function kept(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type));
}

function restore(form, draft) {
  if (!draft) return false;
  let changed = false;
  for (const field of kept(form)) {
    const value = draft[`${field.name}=${field.type === "radio" || field.type === "checkbox" ? field.value : ""}`];
    if (value === undefined) continue;
    if (typeof value === "boolean") field.checked = value;
    else if (!field.value) field.value = value;
    changed = true;
  }
  return changed;
}

function write(key, form) {
  const values = {};
  for (const field of kept(form)) {
    const isBox = field.type === "radio" || field.type === "checkbox";
    values[`${field.name}=${isBox ? field.value : ""}`] = isBox ? field.checked : field.value;
  }
  try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values })); } catch { /* full or private: no draft */ }
}

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null");
    if (!draft || Date.now() - draft.at > KEEP_MS) return forget(key);
    return draft.values;
  } catch { return null; }
}

function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  return null;
}
