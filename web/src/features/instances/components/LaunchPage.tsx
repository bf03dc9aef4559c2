import { useState, type SyntheticEvent } from "react";
import { useNavigate } from "react-router";
import { ApiError } from "../../../shared/api";
import { priceOf, usePrices, useSizes, useTargets } from "../../../shared/catalogue";
import { Field } from "../../../shared/Field";
import { useAccounts } from "../../../shared/me";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { isoMinutes } from "../../../shared/time";
import { useTitle } from "../../../shared/useTitle";
import { useLaunch, type Launch } from "../api/useLaunch";
import { PriceLine } from "./PriceLine";
import { SizeChoice } from "./SizeChoice";

const IDLE = [[0, "never"], [15, "15 minutes"], [30, "30 minutes"], [60, "1 hour"], [240, "4 hours"]] as const;
const LIVES = [[0, "no end"], [240, "4 hours"], [720, "12 hours"], [1440, "1 day"], [10080, "7 days"]] as const;

/** What is to be launched, and what it will cost, before the click. */
export function LaunchPage() {
  useTitle("Launch");
  const mine = useAccounts();
  const sizes = useSizes();
  const targets = useTargets();
  const prices = usePrices();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const send = useLaunch(key);
  const [form, setForm] = useState({ name: "", account: "", target: "", size: "", market: "on-demand", dataset: "", idle: 30, life: 0 });
  const change = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }));
  const accounts = mine.data?.filter(({ mayRun }) => mayRun) ?? [];
  const account = form.account || ((accounts.find(({ mayUse }) => mayUse) ?? accounts[0])?.id ?? "");
  const target = form.target || (targets.data?.find(({ available }) => available)?.name ?? "");
  const size = form.size || (sizes.data?.find((offer) => target in offer.targets)?.size.name ?? "");
  const fields = send.error instanceof ApiError ? send.error.fields : {};

  function launch(event: SyntheticEvent) {
    event.preventDefault();
    const wish: Launch = {
      name: form.name.trim(), account, target, size, market: form.market,
      ...(form.dataset.trim() ? { dataset: form.dataset.trim() } : {}),
      ...(form.idle ? { idleStop: isoMinutes(form.idle) } : {}),
      ...(form.life ? { lifetime: isoMinutes(form.life) } : {}),
    };
    send.mutate(wish, { onSuccess: ({ id }) => void navigate(`/instances/${id}`) });
  }

  return (
    <>
      <div className="bar"><h1>Launch an instance</h1></div>
      {mine.isSuccess && accounts.length === 0 && <Empty>You are in no account that may launch. Ask the owner of one to add you, or an operator to open one.</Empty>}
      <form onSubmit={launch} className="columns">
        <div>
          <Field label="Name" hint="For people; 1 to 63 characters." problems={fields["name"]}>
            <input required maxLength={63} value={form.name} onChange={(event) => change({ name: event.target.value })} autoComplete="off" />
          </Field>
          <Field label="Account" hint={accounts.find(({ id }) => id === account)?.mayUse === false ? "It pays. You are none of its researchers or owners: they alone open its notebooks." : "It pays."} problems={fields["account"]}>
            <select required value={account} onChange={(event) => change({ account: event.target.value })}>{accounts.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select>
          </Field>
          <Field label="Target" problems={fields["target"]}>
            <select value={target} onChange={(event) => change({ target: event.target.value, size: "" })}>
              {targets.data?.map(({ name, title, available, reason }) => <option key={name} value={name} disabled={!available}>{title}{available ? "" : ` (not now: ${reason ?? ""})`}</option>)}
            </select>
          </Field>
          <Field label="Market" hint="Spot is cheaper; the provider may take it back at any time." problems={fields["market"]}>
            <select value={form.market} onChange={(event) => change({ market: event.target.value })}>
              <option value="on-demand">on demand</option>
              <option value="spot">spot</option>
            </select>
          </Field>
          <Field label="Stop when idle for" hint="Saves money; the home volume stays." problems={fields["idleStop"]}>
            <select value={form.idle} onChange={(event) => change({ idle: Number(event.target.value) })}>{IDLE.map(([minutes, name]) => <option key={minutes} value={minutes}>{name}</option>)}</select>
          </Field>
          <Field label="Stop in any case after" problems={fields["lifetime"]}>
            <select value={form.life} onChange={(event) => change({ life: Number(event.target.value) })}>{LIVES.map(([minutes, name]) => <option key={minutes} value={minutes}>{name}</option>)}</select>
          </Field>
          <Field label="Data set" hint="Mounted read-only; none if empty." problems={fields["dataset"]}>
            <input value={form.dataset} onChange={(event) => change({ dataset: event.target.value })} autoComplete="off" />
          </Field>
        </div>
        <div>
          <Loaded of={sizes} what="sizes">
            {(offers) => <SizeChoice {...{ offers, target, size }} market={form.market} prices={prices.data} onSize={(name) => change({ size: name })} />}
          </Loaded>
          {(fields["size"] ?? fields["size.name"]) && <p className="bad">✕ {[...(fields["size"] ?? []), ...(fields["size.name"] ?? [])].join(" ")}</p>}
          <PriceLine price={priceOf(prices.data, target, size, form.market)} />
          {send.error && <Failure error={send.error} />}
          <button className="main" disabled={send.isPending || !account || !size}>{send.isPending ? "Launching …" : "Launch"}</button>
        </div>
      </form>
    </>
  );
}
