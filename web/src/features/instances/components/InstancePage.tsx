import { useState } from "react";
import { Link, useParams } from "react-router";
import { bytes } from "../../../shared/bytes";
import { usePrices } from "../../../shared/catalogue";
import type { Instance } from "../../../shared/live";
import { useAccounts } from "../../../shared/me";
import { money, rate } from "../../../shared/money";
import { Loaded } from "../../../shared/States";
import { moment, span } from "../../../shared/time";
import { useNow } from "../../../shared/useNow";
import { useTitle } from "../../../shared/useTitle";
import { useEvents, useInstance, useProgress } from "../api/useInstance";
import { CONSEQUENCES, possible, type Kind } from "./actions";
import { hourly, idle, uptime } from "./columns";
import { ConfirmAction } from "./ConfirmAction";
import { Logs } from "./Logs";
import { Phase } from "./Phase";
import { RunProgress } from "./RunProgress";
import { Spend } from "./Spend";
import { Timeline } from "./Timeline";

/** One instance: how it is, what happened, what it costs, and what can be done. */
export function InstancePage() {
  const { id = "" } = useParams();
  const instance = useInstance(id);
  const events = useEvents(id);
  const accounts = useAccounts().data;
  const progress = useProgress(id).data;
  const mine = (shown: Instance) => accounts?.find((account) => account.id === shown.account);
  useTitle(instance.data?.name ?? "Instance");
  return (
    <Loaded of={instance} what="the instance">
      {(shown) => (
        <>
          <Head instance={shown} mayRun={mine(shown)?.mayRun ?? false} mayUse={mine(shown)?.mayUse ?? false} />
          {mine(shown)?.mayUse === false && shown.phase === "ready" && <p className="note">You do not work in <Link to={`/accounts/${shown.account}`}>{shown.account}</Link>: its notebooks are open to its researchers and owners alone.</p>}
          <div className="columns">
            <section><h2>Now</h2><Facts instance={shown} /></section>
            <Spend instance={shown} />
          </div>
          <RunProgress phase={shown.phase} lines={progress} />
          <section>
            <h2>What happened</h2>
            <Loaded of={events} what="the timeline">{(all) => <Timeline events={all} />}</Loaded>
          </section>
          {mine(shown)?.mayRun && <Logs id={id} />}
        </>
      )}
    </Loaded>
  );
}

function Head({ instance, mayRun, mayUse }: { readonly instance: Instance; readonly mayRun: boolean; readonly mayUse: boolean }) {
  const [asked, setAsked] = useState<Kind | null>(null);
  return (
    <div className="bar">
      <h1>{instance.name}</h1>
      <span role="status"><Phase phase={instance.phase} /></span>
      <span className="end" />
      {mayRun && possible(instance).map((kind) => (
        <button key={kind} type="button" className={kind === "delete" ? "bad" : ""} onClick={() => setAsked(kind)}>{CONSEQUENCES[kind].title}</button>
      ))}
      {mayUse && instance.url && <a className="button main" href={instance.url}>Open the notebook</a>}
      {asked && <ConfirmAction kind={asked} instances={[instance]} onClose={() => setAsked(null)} />}
    </div>
  );
}

function Facts({ instance }: { readonly instance: Instance }) {
  const now = useNow();
  const price = hourly(instance, usePrices().data);
  const up = uptime(instance, now);
  const still = idle(instance, now);
  const { size, cost } = instance;
  return (
    <dl className="facts">
      {instance.reason && <><dt>Why</dt><dd>{instance.reason}</dd></>}
      <dt>Id</dt><dd className="mono">{instance.id}</dd>
      <dt>Size</dt><dd>{size.name}: {size.cpus} CPU, {size.memoryGiB} GiB, {size.gpus} GPU, {size.diskGiB} GiB home</dd>
      <dt>Target</dt><dd>{instance.target}, {instance.market}</dd>
      <dt>Account</dt><dd>{instance.account}, launched by {instance.owner}</dd>
      <dt>Launched</dt><dd>{moment(instance.createdAt)} UTC</dd>
      <dt>Server</dt><dd>number {instance.generation}{up === null ? "" : `, up for ${span(up)}`}</dd>
      <dt>Kernels</dt><dd>{instance.kernels}, {instance.kernelsBusy} busy{still !== null && still > 0 ? `; idle for ${span(still)}` : ""}</dd>
      <dt>Traffic</dt><dd>{bytes(instance.ingressBytes)} in, {bytes(instance.egressBytes)} out</dd>
      <dt>Cost so far</dt><dd>{cost ? `${money(cost.amount, cost.currency)}, up to ${moment(cost.asOf)} UTC` : "nothing yet: the first minute is not over"}</dd>
      <dt>Per hour</dt><dd>{price ? rate(price.hourly, price.currency) : "no price in the book"}</dd>
    </dl>
  );
}
