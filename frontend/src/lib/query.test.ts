import { expect, test } from "vitest";
import { addressOf, queryOf } from "./query";

const read = (text: string) => queryOf(new URLSearchParams(text), "-requested_at");

test("an address is read back as it was written", () => {
  const query = { page: 3, sort: "code", filters: { q: "a&b 100%", state: "closed" } };
  const address = addressOf(query, "/requests");
  expect(read(address.slice(address.indexOf("?")))).toEqual(query);
});

test("the first page needs no number", () => {
  expect(addressOf({ page: 1, sort: "", filters: {} }, "/requests")).toBe("/requests");
});

test.each(["0", "-1", "two", "1e99", ""])("page %j is the first", (page) => {
  expect(read(`page=${page}`).page).toBe(1);
});

test("filters that are empty are not given", () => {
  expect(read("q=&state=closed")).toEqual({ page: 1, sort: "-requested_at", filters: { state: "closed" } });
});
