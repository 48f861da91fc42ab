import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { initials } from "./Avatar";
import { Button } from "./Button";
import { Countdown } from "./Countdown";
import { DataTable, moveInTable, nextSort } from "./DataTable";
import { Field } from "./Field";
import { Pager } from "./Pager";
import { Tabs } from "./Tabs";
import { Messages, Toasts } from "./Toasts";

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
  document.body.append(place);
});

function shown(part: ComponentChild): void {
  during(() => render(part, place));
}

/** Do something and wait until the page shows it. */
function during(what: () => void): void {
  void act(() => {
    what();
  });
}

const find = (selector: string): HTMLElement => {
  const found = place.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};

afterEach(() => {
  during(() => render(null, place));
  place.remove();
  vi.useRealTimers();
});

test.each([
  ["Li Wei", "LW"],
  ["Anna Maria von Berg", "AB"],
  ["王伟强", "伟强"],
  ["", ""],
])("%j stands as %j", (name, expected) => {
  expect(initials(name)).toBe(expected);
});

test("a busy button cannot be pressed again", () => {
  const press = vi.fn();
  shown(
    <Button busy onPress={press}>
      Save
    </Button>,
  );
  find("button").click();
  expect(press).not.toHaveBeenCalled();
});

test("a countdown runs past its end by the server's clock", () => {
  vi.useFakeTimers();
  const now = Date.parse("2026-03-02T01:00:00Z");
  shown(<Countdown dueAt="2026-03-02T01:00:02Z" now={now} />);
  expect(place.textContent).toBe("0:02 left");
  during(() => vi.advanceTimersByTime(5000));
  expect(place.textContent).toBe("0:03 late");
});

test("an error is tied to its field", () => {
  shown(<Field label="Telephone" name="phone" value="1" onValue={() => undefined} error="Too short." />);
  const input = find("input");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(find(`#${input.getAttribute("aria-describedby")}`).textContent).toBe("Too short.");
  expect(find("label").getAttribute("for")).toBe(input.id);
});

test("a press on a head sorts, a second one turns it round", () => {
  expect(nextSort("name", "code")).toBe("code");
  expect(nextSort("code", "code")).toBe("-code");
  expect(nextSort("-code", "code")).toBe("code");
});

test("the arrow keys walk through the rows of a list", () => {
  const columns = [{ key: "name", title: "Name", cell: (row: string) => <a href={`#${row}`}>{row}</a> }];
  shown(
    <DataTable
      caption="Names"
      columns={columns}
      rows={["a", "b", "c"]}
      rowKey={String}
      sort="name"
      onSort={() => undefined}
    />,
  );
  const table = find("table");
  expect(moveInTable(table, "ArrowDown")).toBe(false); // nothing in the list has the focus yet
  find("a").focus();
  moveInTable(table, "ArrowDown");
  expect(document.activeElement?.textContent).toBe("b");
  moveInTable(table, "End");
  expect(document.activeElement?.textContent).toBe("c");
  expect(moveInTable(table, "ArrowDown")).toBe(false);
});

test("a list's first page leads onwards only", () => {
  const go = vi.fn();
  shown(<Pager page={1} pages={2} total={60} address={(page) => `?page=${page}`} onPage={go} />);
  expect(place.querySelector("[rel=prev]")).toBeNull();
  find("[rel=next]").click();
  expect(go).toHaveBeenCalledWith(2);
});

test("tabs are chosen with the arrow keys, round the corner too", () => {
  const tabs = ["one", "two", "three"].map((id) => ({ id, title: id, panel: <p>{id}</p> }));
  shown(<Tabs label="Numbers" tabs={tabs} />);
  const press = (key: string): void =>
    during(() => {
      find("[role=tablist]").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
  press("ArrowLeft");
  expect(find("[aria-selected=true]").id).toBe("tab-three");
  expect(find("#panel-one").hidden).toBe(true);
  press("ArrowRight");
  expect(find("#panel-one").hidden).toBe(false);
});

test("good news goes by itself, bad news waits to be read", () => {
  vi.useFakeTimers();
  const messages = new Messages();
  shown(<Toasts messages={messages} />);
  during(() => {
    messages.good("Saved.");
    messages.bad("Refused.");
  });
  expect(place.textContent).toContain("Saved.");
  during(() => vi.advanceTimersByTime(60_000));
  expect(place.textContent).toBe("Refused.");
  during(() => find("button").click());
  expect(place.textContent).toBe("");
});
