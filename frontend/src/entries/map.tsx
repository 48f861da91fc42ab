import { suggestAddresses } from "../islands/addresses";
import { enhanceMaps } from "../islands/maps";
import { loadLanguage } from "../lib/language";

suggestAddresses();
await loadLanguage();
enhanceMaps();
