// Keys for the queue: j and k move, x picks, o or Enter opens, ? shows the keys. Off while typing; a switch turns them off for good
// (WCAG 2.1.4: single-letter keys must be possible to switch off).
const OFF = "clearhall-keys-off";

export function wireQueue(root) {
  const queue = root.querySelector("[data-queue]");
  if (!queue) return;
  const rows = [...queue.querySelectorAll("tbody tr")];
  let at = -1;

  const go = (to) => {
    if (!rows.length) return;
    if (rows[at]) rows[at].removeAttribute("aria-current");
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].setAttribute("aria-current", "true");
    const link = rows[at].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => rows[at]?.querySelector('input[type="checkbox"]')?.click(),
    o: () => rows[at]?.querySelector("a[href]")?.click(),
    "?": () => toggleHelp(root),
  };
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOff()) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const all = queue.querySelector("[data-pick-all]");
  all?.addEventListener("change", () => {
    for (const box of queue.querySelectorAll('tbody input[type="checkbox"]')) box.checked = all.checked;
  });
  const off = root.querySelector("[data-keys-off]");
  if (off) {
    off.checked = isOff();
    off.addEventListener("change", () => keep(off.checked));
  }
}

function toggleHelp(root) {
  const help = root.querySelector("dialog[data-keys]");
  if (help) help.open ? help.close() : help.showModal();
}

function isTyping(target) {
  if (target.closest("textarea, select, [contenteditable]")) return true;
  return target.matches("input") && !["checkbox", "radio"].includes(target.type);
}

function isOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function keep(off) {
  try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* private window: the keys stay on */ }
}
