import { render } from "preact";
import { Samples } from "../islands/samples";
import { loadLanguage } from "../lib/language";

await loadLanguage();
const place = document.getElementById("samples");
if (place) {
  place.replaceChildren();
  render(<Samples now={Number(place.dataset.now)} />, place);
}
