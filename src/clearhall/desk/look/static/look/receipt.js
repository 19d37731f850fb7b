// Copy and print buttons beside a receipt code.
export function wireReceipt(root) {
  const code = root.querySelector("[data-receipt]");
  const status = root.querySelector("[data-copied-message]");
  for (const button of root.querySelectorAll("[data-copy-receipt]")) {
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.dataset.receipt);
        status.textContent = status.dataset.copiedMessage;
      } catch {
        select(code); // no clipboard (plain http, old browser): the code is at least selected
      }
    });
  }
  for (const button of root.querySelectorAll("[data-print-page]")) {
    button.addEventListener("click", () => window.print());
  }
}

function select(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
