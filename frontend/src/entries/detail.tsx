import { loadLanguage } from "../lib/language";

await loadLanguage();
