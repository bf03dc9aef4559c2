import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask } from "../../../shared/api";
import type { components } from "../../../shared/schema";
import { Field } from "../../../shared/Field";
import { Failure } from "../../../shared/States";

type Wanted = components["schemas"]["WantedPerson"];
type NewPerson = components["schemas"]["NewPerson"];

/** Adds a person, who gets a password that is shown once. */
export function AddPerson() {
  const client = useQueryClient();
  const [form, setForm] = useState({ name: "", displayName: "", role: "researcher" });
  const add = useMutation({
    mutationFn: () => ask<NewPerson>("/api/v1/people", { method: "POST", body: { name: form.name, role: form.role, ...(form.displayName ? { displayName: form.displayName } : {}) } satisfies Wanted }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["people"] }),
  });
  const fields = add.error instanceof ApiError ? add.error.fields : {};
  return (
    <form onSubmit={(event) => { event.preventDefault(); add.mutate(); }} aria-label="Add a person">
      <h2>Add a person</h2>
      <Field label="Name" hint="Letters, digits, dots, hyphens, underscores or @. It never changes." problems={fields["name"]}><input required autoComplete="off" value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
      <Field label="Display name" problems={fields["displayName"]}><input autoComplete="off" value={form.displayName} onChange={(event) => setForm({ ...form, displayName: event.target.value })} /></Field>
      <Field label="Role" hint="A researcher has what the accounts give." problems={fields["role"]}>
        <select value={form.role} onChange={(event) => setForm({ ...form, role: event.target.value })}><option>researcher</option><option>auditor</option><option>operator</option></select>
      </Field>
      <button disabled={add.isPending}>Add</button>
      {add.data?.password && <p className="note" role="status">The password of {add.data.person.name} is <code>{add.data.password}</code>. It is shown this once.</p>}
      {add.error && <Failure error={add.error} />}
    </form>
  );
}
