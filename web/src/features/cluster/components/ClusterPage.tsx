import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import type { components } from "../../../shared/schema";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { ConfirmDrain } from "./ConfirmDrain";
import { Nodes } from "./Nodes";
import { Quarantine } from "./Quarantine";
import { SizesAndPrices } from "./SizesAndPrices";

type Cluster = components["schemas"]["Cluster"];
type Node = components["schemas"]["ClusterNode"];

const KEY = ["cluster"];

/** What operators look at: the nodes, what waits for somebody, and what things cost. */
export function ClusterPage() {
  useTitle("Cluster");
  const client = useQueryClient();
  const cluster = useQuery({ queryKey: KEY, queryFn: ({ signal }) => ask<Cluster>("/api/v1/cluster", { signal }) });
  const [asked, setAsked] = useState<Node | null>(null);
  const drain = useMutation({
    mutationFn: ({ id, draining }: Node) => ask<Cluster>(`/api/v1/cluster/nodes/${encodeURIComponent(id)}/${draining ? "undrain" : "drain"}`, { method: "POST" }),
    onSuccess: (answer) => client.setQueryData<Cluster>(KEY, answer),
    onSettled: () => setAsked(null),
  });
  return (
    <>
      <div className="bar">
        <h1>Cluster</h1>
        <span className="end" />
        <button type="button" onClick={() => void cluster.refetch()}>Look again</button>
      </div>
      {drain.error && <Failure error={drain.error} />}
      <Loaded of={cluster} what="the nodes">
        {({ nodes, freeShards, events }) => (
          <>
            <p>{nodes.length === 1 ? "One node" : `${nodes.length} nodes`}, {events} events. {freeShards === 0 ? "Every shard has an owner." : <strong className="bad">▲ {freeShards} of 256 shards are nobody's at the moment.</strong>}</p>
            {nodes.length === 0 ? <Empty>No node lives. Start one; instances are safe in the journal.</Empty> : <Nodes nodes={nodes} onDrain={setAsked} />}
          </>
        )}
      </Loaded>
      <Quarantine />
      <SizesAndPrices />
      {asked && <ConfirmDrain node={asked} busy={drain.isPending} onConfirm={() => drain.mutate(asked)} onClose={() => setAsked(null)} />}
    </>
  );
}
