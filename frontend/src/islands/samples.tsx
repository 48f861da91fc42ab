import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Avatar } from "../components/Avatar";
import { CameTo, LEVELS, LevelBadge, OUTCOMES, Tag } from "../components/Badge";
import { Button } from "../components/Button";
import { Countdown } from "../components/Countdown";
import { DataTable } from "../components/DataTable";
import { Dialog } from "../components/Dialog";
import { Field } from "../components/Field";
import { Pager } from "../components/Pager";
import { Stars } from "../components/Stars";
import { Empty, Failed, Loading } from "../components/States";
import { Tabs } from "../components/Tabs";
import { Timeline } from "../components/Timeline";
import { Messages, Toasts } from "../components/Toasts";
import { useUniqueId } from "../lib/ids";
import { t } from "../lib/language";
import { Problem } from "../lib/problem";
import { dayAndTime } from "../lib/time";

const MINUTE_MS = 60_000;
const PHONE = /^\+?[\d\s-]{6,}$/;
const messages = new Messages();

function Sample({ title, wide = false, children }: SampleProps) {
  const id = useUniqueId("sample");
  return (
    <section class={wide ? "card sample-wide" : "card"} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

interface SampleProps {
  title: string;
  wide?: boolean;
  children: ComponentChildren;
}

/** Every component in all its states. */
export function Samples({ now }: { now: number }) {
  return (
    <>
      <Sample title={t("Buttons")}>
        <p class="sample-row">
          <Button kind="primary">{t("Save")}</Button>
          <Button>{t("Cancel")}</Button>
          <Button kind="quiet">{t("Show all")}</Button>
          <Button kind="danger" icon="close">
            {t("Remove")}
          </Button>
          <Button small>{t("Try again")}</Button>
          <Button busy>{t("Save")}</Button>
          <Button disabled>{t("Save")}</Button>
        </p>
      </Sample>
      <Sample title={t("Levels")}>
        <p class="sample-row">
          {LEVELS.map((level) => (
            <LevelBadge key={level} level={level} />
          ))}
        </p>
        <p class="sample-row">
          {OUTCOMES.map((outcome) => (
            <CameTo key={outcome} outcome={outcome} />
          ))}
          <Tag>{t("Return visit")}</Tag>
        </p>
      </Sample>
      <Sample title={t("Time left")}>
        <p class="sample-row">
          <Countdown dueAt={new Date(now + 12 * MINUTE_MS).toISOString()} now={now} />
          <Countdown dueAt={new Date(now - 75 * MINUTE_MS).toISOString()} now={now} ticking={false} />
        </p>
      </Sample>
      <Sample title={t("Stars")}>
        <p class="sample-row">
          {[1, 3, 5].map((count) => (
            <Stars key={count} count={count} />
          ))}
        </p>
        <p class="sample-row">
          <Avatar name="Li Wei" /> Li Wei <Avatar name="王伟强" large /> 王伟强
        </p>
      </Sample>
      <FieldSample />
      <AskingSample />
      <TableSample now={now} />
      <Sample title={t("Nothing, waiting, failed")} wide>
        <Empty>{t("Nothing matches.")}</Empty>
        <Loading />
        <Failed error={new TypeError("offline")} onRetry={() => messages.good(t("Done."))} />
        <Failed error={new Problem(403, "forbidden", t("Your account may not do this."), "")} />
      </Sample>
      <Sample title={t("Tabs")}>
        <Tabs
          label={t("Tabs")}
          tabs={[
            { id: "sample-open", title: t("Open requests"), count: 2, panel: <p>{t("Open requests")}</p> },
            { id: "sample-history", title: t("History"), count: 0, panel: <p>{t("Nothing matches.")}</p> },
          ]}
        />
      </Sample>
      <TimelineSample now={now} />
      <Toasts messages={messages} />
    </>
  );
}

function FieldSample() {
  const [phone, setPhone] = useState("12");
  const error = PHONE.test(phone) ? {} : { error: t("This is no telephone number.") };
  return (
    <Sample title={t("Fields")}>
      <Field
        label={t("Telephone")}
        name="phone"
        keys="tel"
        value={phone}
        onValue={setPhone}
        hint={t("With the country code, such as +86.")}
        required
        {...error}
      />
      <Field label={t("Special needs")} name="needs" value="" onValue={() => undefined} lines={2} />
      <Field label={t("Number")} name="number" value="1001" onValue={() => undefined} disabled />
    </Sample>
  );
}

function AskingSample() {
  const [asking, setAsking] = useState(false);
  const close = (): void => setAsking(false);
  const remove = (): void => {
    close();
    messages.good(t("Done."));
  };
  return (
    <Sample title={t("Questions and messages")}>
      <p class="sample-row">
        <Button onPress={() => setAsking(true)}>{t("Ask first")}</Button>
        <Button onPress={() => messages.good(t("Done."))}>{t("Say that it went well")}</Button>
        <Button onPress={() => messages.bad(t("No connection: what you see may be old."))}>
          {t("Say that it failed")}
        </Button>
      </p>
      <Dialog
        open={asking}
        title={t("Remove this?")}
        onClose={close}
        actions={
          <>
            <Button onPress={close}>{t("Cancel")}</Button>
            <Button kind="danger" onPress={remove}>
              {t("Remove")}
            </Button>
          </>
        }
      >
        <p>{t("It cannot be brought back.")}</p>
      </Dialog>
    </Sample>
  );
}

const ROWS = [
  { number: "1001", name: "Li Wei", stars: 5 },
  { number: "1002", name: "王伟强", stars: 3 },
  { number: "1003", name: "Xu Liang", stars: 4 },
];
type SampleRow = (typeof ROWS)[number];

function sorted(sort: string): SampleRow[] {
  const key = sort.replace(/^-/, "") as keyof SampleRow;
  const rows = ROWS.toSorted((one, other) => String(one[key]).localeCompare(String(other[key])));
  return sort.startsWith("-") ? rows.reverse() : rows;
}

function TableSample({ now }: { now: number }) {
  const [sort, setSort] = useState("number");
  const [page, setPage] = useState(1);
  return (
    <Sample title={t("List")} wide>
      <DataTable
        caption={t("List")}
        rows={sorted(sort)}
        rowKey={(row) => row.number}
        sort={sort}
        onSort={setSort}
        columns={[
          {
            key: "number",
            title: t("Number"),
            sortable: true,
            cell: (row) => <a href={`#${row.number}`}>{row.number}</a>,
          },
          { key: "name", title: t("Name"), sortable: true, cell: (row) => row.name },
          { key: "stars", title: t("Stars"), sortable: true, cell: (row) => <Stars count={row.stars} /> },
          {
            key: "since",
            title: t("Customer since"),
            cell: () => dayAndTime(new Date(now).toISOString(), "Asia/Shanghai", now),
          },
        ]}
      />
      <Pager page={page} pages={3} total={9} address={(to) => `#page-${to}`} onPage={setPage} />
    </Sample>
  );
}

function TimelineSample({ now }: { now: number }) {
  const at = (minutes: number): string => new Date(now + minutes * MINUTE_MS).toISOString();
  const shown = (minutes: number): string => dayAndTime(at(minutes), "Asia/Shanghai", now);
  return (
    <Sample title={t("History")}>
      <Timeline
        moments={[
          { key: "1", at: at(-40), shown: shown(-40), title: t("Received"), actor: t("Customer") },
          {
            key: "2",
            at: at(-5),
            shown: shown(-5),
            title: t("Late"),
            tone: "bad",
            detail: t("No engineer yet"),
          },
          { key: "3", at: at(0), shown: shown(0), title: t("On site"), tone: "good", actor: "Li Wei" },
        ]}
      />
    </Sample>
  );
}
