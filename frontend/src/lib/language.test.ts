import { afterEach, expect, test } from "vitest";
import { language, loadLanguage, named, t } from "./language";

afterEach(async () => {
  document.documentElement.lang = "en";
  await loadLanguage();
});

test("texts are said in the language of the page", async () => {
  document.documentElement.lang = "zh-CN";
  await loadLanguage();
  expect(t("%(n)s found", { n: 3 })).toBe("共 3 条");
  expect(named("Printer", "打印机")).toBe("打印机");
});

test("a page without a language is in English", async () => {
  document.documentElement.lang = "";
  await loadLanguage();
  expect([language(), t("%(n)s found", { n: 3 })]).toEqual(["en", "3 found"]);
});

test("what is filled in is text, whatever it looks like", () => {
  expect(t("Sort by %(column)s", { column: "$& %(n)s <b>" })).toBe("Sort by $& %(n)s <b>");
});
