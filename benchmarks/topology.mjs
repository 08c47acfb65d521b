// Writes the areas as TopoJSON, quantised as D3's examples do: node topology.mjs IN OUT
import { readFileSync, writeFileSync } from "node:fs";
import { topology } from "topojson-server";

const [from, to] = process.argv.slice(2);
writeFileSync(to, JSON.stringify(topology({ areas: JSON.parse(readFileSync(from, "utf-8")) }, 1e5)));
