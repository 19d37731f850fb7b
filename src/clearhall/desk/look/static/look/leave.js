// "Leave this page": away at once, and the back button does not lead here. Escape pressed three times does the same.
const WITHIN_MS = 1500;

export function wireLeave(root) {
  const link = root.querySelector("[data-leave]");
  if (!link) return;
  const leave = () => window.location.replace(link.href);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let pressed = [];
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pressed = [...pressed, event.timeStamp].filter((time) => event.timeStamp - time < WITHIN_MS);
    if (pressed.length >= 3) leave();
  });
}
