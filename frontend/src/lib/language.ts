import type { Text } from "../generated/texts";

/** What a text may have filled in: `t("%(n)s found", { n: 3 })`. */
export type Values = Readonly<Record<string, string | number>>;

let translations: Readonly<Record<string, string>> = {};

/** The page's language as HTML names it. */
export function language(): string {
  return document.documentElement.lang || "en";
}

/** Fetch the page's language; English is what the sources are written in. */
export async function loadLanguage(): Promise<void> {
  translations = language().startsWith("zh") ? (await import("../generated/texts")).chinese : {};
}

/** Say `text` in the page's language. */
export function t(text: Text, values: Values = {}): string {
  const said = translations[text] ?? text;
  return said.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Choose between a thing's two names. */
export function named(en: string, zh: string): string {
  return language().startsWith("zh") ? zh : en;
}
