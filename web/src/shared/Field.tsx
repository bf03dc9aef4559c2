import { cloneElement, useId, type ReactElement } from "react";

interface Control {
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly problems?: readonly string[] | undefined;
  readonly children: ReactElement<Control>;
}

/** A control with its label, a hint, and what the server says is wrong with its value. */
export function Field({ label, hint, problems = [], children }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, "aria-describedby": `${id}-more`, "aria-invalid": problems.length > 0 })}
      <span id={`${id}-more`}>
        {problems.length > 0 ? <span className="error">✕ {problems.join(" ")}</span> : <span className="faint">{hint}</span>}
      </span>
    </div>
  );
}
