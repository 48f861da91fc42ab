// The outline of a territory, drawn into its field: a click adds a corner, dragging moves one, a double click removes it.
// The field stays what counts; the drawing only writes into it.
const SVG = "http://www.w3.org/2000/svg";
const drawing = document.querySelector("svg.outline");
const field = document.querySelector("textarea[name=boundary]");
const frame = Object.fromEntries(["north", "west", "perLat", "perLon"].map((name) => [name, Number(drawing.dataset[name])]));
const shape = document.createElementNS(SVG, "polygon");
const corners = document.createElementNS(SVG, "g");
drawing.querySelector("polygon.area")?.remove();
shape.setAttribute("class", "area");
corners.setAttribute("class", "corners");
drawing.append(shape, corners);
drawing.classList.add("can-draw");
let ring = [];
let held = -1;
let moved = false;

const drawn = ([lat, lon]) => [(lon - frame.west) * frame.perLon, (frame.north - lat) * frame.perLat];

function read() {
  ring = field.value
    .split("\n")
    .map((line) => line.match(/(-?\d{1,2}(?:\.\d+)?)\D+?(-?\d{1,3}(?:\.\d+)?)/))
    .filter(Boolean)
    .map(([, lat, lon]) => [Number(lat), Number(lon)]);
  show();
}

function write() {
  field.value = ring.map(([lat, lon]) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function show() {
  shape.setAttribute("points", ring.map((corner) => drawn(corner).join(",")).join(" "));
  corners.replaceChildren(
    ...ring.map((corner, number) => {
      const dot = document.createElementNS(SVG, "circle");
      const [x, y] = drawn(corner);
      for (const [name, value] of [["cx", x], ["cy", y], ["r", 7], ["data-corner", number]]) dot.setAttribute(name, value);
      return dot;
    }),
  );
}

function at(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
  return [frame.north - point.y / frame.perLat, frame.west + point.x / frame.perLon];
}

/** Put a corner where it lengthens the outline least. */
function add(corner) {
  const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const longer = ring.map((one, number) => {
    const next = ring[(number + 1) % ring.length];
    return far(drawn(one), drawn(corner)) + far(drawn(corner), drawn(next)) - far(drawn(one), drawn(next));
  });
  const place = ring.length < 3 ? ring.length : longer.indexOf(Math.min(...longer)) + 1;
  ring.splice(place, 0, corner);
}

drawing.addEventListener("pointerdown", (event) => {
  held = Number(event.target.dataset?.corner ?? -1);
  moved = false;
  if (held >= 0) drawing.setPointerCapture(event.pointerId);
});
drawing.addEventListener("pointermove", (event) => {
  if (held < 0) return;
  moved = true;
  ring[held] = at(event);
  show();
});
drawing.addEventListener("pointerup", (event) => {
  if (held < 0) add(at(event));
  if (held < 0 || moved) write();
  held = -1;
  show();
});
drawing.addEventListener("dblclick", (event) => {
  const number = Number(event.target.dataset?.corner ?? -1);
  if (number < 0) return;
  ring.splice(number, 1);
  write();
  show();
});
field.addEventListener("input", () => held < 0 && document.activeElement === field && read());
read();
