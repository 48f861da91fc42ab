// Times stand in the place's own clock.  Which place that is, is said where the reader's clock shows another time
// now; where both show the same, it is noise.
const offset = (zone) =>
  new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(new Date())
    .find((part) => part.type === "timeZoneName")?.value;

export function nameZones(root = document) {
  const own = offset(Intl.DateTimeFormat().resolvedOptions().timeZone);
  for (const named of root.querySelectorAll(".zone[data-zone]")) {
    try {
      named.hidden = offset(named.dataset.zone) === own;
    } catch {
      named.hidden = false; // a zone that the browser does not know is named
    }
  }
}

nameZones();
