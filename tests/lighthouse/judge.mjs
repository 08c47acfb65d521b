/**
 * Judge pages with Lighthouse and print scores and failed audits as JSON, one line for each:
 * `node judge.mjs desktop|mobile ADDRESS...`. CHROME_PATH names the browser.
 */
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [form, ...addresses] = process.argv.slice(2);
const flags = ["--headless=new", "--disable-gpu", "--disable-background-networking"];
if (process.getuid?.() === 0) flags.push("--no-sandbox"); // Chromium refuses to sandbox root
const chrome = await launch({ chromeFlags: flags });

/** Name what cost points: audits that count and are not perfect. */
function listFailed(report) {
  const counted = Object.values(report.categories).flatMap((one) =>
    one.auditRefs.filter((ref) => ref.weight > 0).map((ref) => ref.id),
  );
  return counted
    .map((id) => report.audits[id])
    .filter((audit) => audit.score !== null && audit.score < 1)
    .map((audit) => ({ id: audit.id, score: audit.score, value: audit.displayValue ?? "" }));
}

try {
  for (const address of addresses) {
    const options = { port: chrome.port, logLevel: "error", output: "json" };
    const config = form === "desktop" ? desktopConfig : undefined;
    const { lhr } = await lighthouse(address, options, config);
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const scores = Object.fromEntries(
      Object.entries(lhr.categories).map(([id, one]) => [id, Math.round(100 * one.score)]),
    );
    console.log(JSON.stringify({ address, scores, failed: listFailed(lhr) }));
  }
} finally {
  chrome.kill();
}
