import { useState } from "react";
import { Field } from "../../../shared/Field";
import { money } from "../../../shared/money";
import { Failure } from "../../../shared/States";
import { useChange, type Balance } from "../api/useAccount";

/** What there is, what was spent, and what is meant to be spent. */
export function Budget({ balance, mayChange }: { readonly balance: Balance; readonly mayChange: boolean }) {
  const change = useChange(balance.account);
  const [monthly, setMonthly] = useState(balance.budget?.toString() ?? "");
  const tell = (amount: number) => money(amount, balance.currency);
  const spent = balance.chargedThisMonth;
  return (
    <section aria-label="Balance and budget">
      <dl className="facts">
        <dt>Balance</dt><dd className={balance.balance < 0 ? "bad" : ""}>{tell(balance.balance)}{balance.balance < 0 && " (overdrawn)"}</dd>
        <dt>Granted</dt><dd>{tell(balance.credit)}</dd>
        <dt>Charged</dt><dd>{tell(balance.charged)}</dd>
        <dt>This month</dt><dd>{tell(spent)}{balance.budget ? `, ${Math.round((spent / balance.budget) * 100)} % of the budget` : ""}</dd>
      </dl>
      {mayChange && (
        <form onSubmit={(event) => { event.preventDefault(); change.mutate({ kind: "budget", monthly: monthly === "" ? null : Number(monthly) }); }}>
          <Field label={`Budget a month, in ${balance.currency}`} hint="Empty: none. Nothing is stopped when it is used up.">
            <input type="number" min="0.01" step="0.01" value={monthly} onChange={(event) => setMonthly(event.target.value)} />
          </Field>
          <button disabled={change.isPending}>Set the budget</button>
        </form>
      )}
      {change.error && <Failure error={change.error} />}
    </section>
  );
}
