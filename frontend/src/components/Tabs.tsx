import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";

export interface Tab {
  id: string;
  title: string;
  count?: number;
}

export interface TabListProps {
  label: string;
  tabs: readonly Tab[];
  selected: string;
  onSelect: (id: string) => void;
}

/** Where a key leads from `at`; undefined for keys that do not move. */
export function moved(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/** The row of tabs; panels are `panel-<id>`, made here or found on the page. */
export function TabList({ label, tabs, selected, onSelect }: TabListProps): JSX.Element {
  const row = useRef<HTMLDivElement>(null);
  const go = (key: string): boolean => {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const next = tabs[moved(key, at, tabs.length) ?? -1];
    if (!next) return false;
    onSelect(next.id);
    row.current?.querySelector<HTMLElement>(`#tab-${CSS.escape(next.id)}`)?.focus();
    return true;
  };
  return (
    <div
      ref={row}
      class="tabs"
      role="tablist"
      aria-label={label}
      onKeyDown={(event) => {
        if (go(event.key)) event.preventDefault();
      }}
    >
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`tab-${tab.id}`}
          aria-controls={`panel-${tab.id}`}
          aria-selected={tab.id === selected}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          {tab.title} {tab.count !== undefined && <span class="count">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** Tabs with their panels. */
export function Tabs({ label, tabs }: TabsProps): JSX.Element {
  const [selected, setSelected] = useState(tabs[0]?.id ?? "");
  return (
    <>
      <TabList label={label} tabs={tabs} selected={selected} onSelect={setSelected} />
      {tabs.map((tab) => (
        <div
          key={tab.id}
          role="tabpanel"
          id={`panel-${tab.id}`}
          aria-labelledby={`tab-${tab.id}`}
          hidden={tab.id !== selected}
        >
          {tab.panel}
        </div>
      ))}
    </>
  );
}

export interface TabsProps {
  label: string;
  tabs: readonly (Tab & { panel: ComponentChildren })[];
}
