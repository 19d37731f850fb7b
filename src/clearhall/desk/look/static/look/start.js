// The only script a page loads. Everything here is an extra: each page does its work without it.
import { wireReceipt } from "./receipt.js";
import { wireLeave } from "./leave.js";
import { wireQueue } from "./queue.js";
import { wireDraft } from "./draft.js";
import { wireFormOnce } from "./once.js";
import { wireWorker } from "./worker.js";

document.documentElement.classList.add("js");
wireReceipt(document);
wireLeave(document);
wireQueue(document);
wireDraft(document);
wireFormOnce(document);
wireWorker();

const summary = document.getElementById("error-summary");
if (summary) summary.focus();
