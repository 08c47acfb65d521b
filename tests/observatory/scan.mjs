/**
 * Scan one site with Mozilla's HTTP Observatory and print its grade and tests as JSON:
 * `node scan.mjs HOST[:PORT]`. NODE_EXTRA_CA_CERTS names an authority to trust.
 */
import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const found = createRequire(import.meta.url).resolve("@mdn/mdn-http-observatory/package.json");
const preload = join(dirname(found), "conf", "hsts-preload.json");
// The package downloads this list when it is installed, which is not allowed here: none is listed.
if (!existsSync(preload)) writeFileSync(preload, "[]\n");

const { scan } = await import("@mdn/mdn-http-observatory");
const result = await scan(process.argv[2]);
const tests = Object.fromEntries(
  Object.entries(result.tests).map(([name, test]) => [
    name,
    { pass: test.pass, result: test.result, score: test.scoreModifier },
  ]),
);
console.log(JSON.stringify({ grade: result.scan.grade, score: result.scan.score, tests }));
