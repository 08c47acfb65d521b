import assert from "node:assert/strict";
import { test } from "node:test";

import "../../assets/copy.js";

const { makeWhole } = globalThis.tcaCopy;

test("an address of this site gets its host", () => {
  assert.equal(
    makeWhole('<iframe src="/embed?area=E06000001"></iframe>', "https://map.example.org"),
    '<iframe src="https://map.example.org/embed?area=E06000001"></iframe>',
  );
});

test("a link to copy gets the host of this site", () => {
  assert.equal(makeWhole("/grants/?round=2014-15", "https://a.example"), "https://a.example/grants/?round=2014-15");
});

test("an address that is whole, or of another host, stays", () => {
  for (const text of ['src="https://map.example.org/embed"', 'src="//cdn.example.org/x"', "a / b"]) {
    assert.equal(makeWhole(text, "https://else.example"), text);
  }
});
