import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Tab, TabList } from "../components/Tabs";

/** Put the sections that the server wrote under one another behind tabs; the address remembers which. */
export function enhanceTabs(): void {
  const place = document.getElementById("tabs");
  const panels = [...document.querySelectorAll<HTMLElement>("section[data-tab]")];
  if (!place || panels.length < 2) return;
  render(<PageTabs label={place.dataset.label ?? ""} panels={panels} />, place);
}

function PageTabs({ label, panels }: { label: string; panels: readonly HTMLElement[] }) {
  const tabs = panels.map(tabOf);
  const [selected, setSelected] = useState(() => fromAddress(tabs));
  useEffect(() => {
    for (const panel of panels) {
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `tab-${keyOf(panel)}`);
      panel.hidden = keyOf(panel) !== selected;
    }
  }, [selected, panels]);
  return (
    <TabList
      label={label}
      tabs={tabs}
      selected={selected}
      onSelect={(id) => {
        setSelected(id);
        window.history.replaceState(null, "", `#${id}`);
      }}
    />
  );
}

function keyOf(panel: HTMLElement): string {
  return panel.id.replace(/^panel-/, "");
}

function tabOf(panel: HTMLElement): Tab {
  const { tab = "", count } = panel.dataset;
  return { id: keyOf(panel), title: tab, ...(count === undefined ? {} : { count: Number(count) }) };
}

function fromAddress(tabs: readonly Tab[]): string {
  const named = window.location.hash.slice(1);
  return (tabs.find((tab) => tab.id === named) ?? tabs[0])?.id ?? "";
}
