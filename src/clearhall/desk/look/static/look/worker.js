// Registers the service worker, through the one Trusted Types policy of this site, which lets exactly one address pass.
const WORKER = "/sw.js";

export function wireWorker() {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  const only = (address) => {
    if (address !== WORKER) throw new TypeError(`not our worker: ${address}`);
    return address;
  };
  const policy = window.trustedTypes?.createPolicy("clearhall-worker", { createScriptURL: only });
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(policy ? policy.createScriptURL(WORKER) : WORKER, { scope: "/" }).catch(() => {});
  });
}
