import { useEffect, useState } from "react";
import type { QueryClient } from "@tanstack/react-query";
import { eventsKey, instanceKey, progressKey, type EventItem } from "../features/instances/api/keys";
import { instancesKey } from "../shared/instances";
import { waitingKey, withInstance, withProgress, type Instance, type News, type Progress } from "../shared/live";

const REFUSED_AGAIN = 5_000;

// What changes whose account is whose.
const RIGHTS = /^account\.(opened|member-set|member-removed)\./;

/** How the page stands to the server's news. */
export type Line = "connecting" | "live" | "lost";

/** Follows the news, and keeps what pages show as the news tell it. */
export function useLiveStream(client: QueryClient, signedIn: boolean): Line {
  const [line, setLine] = useState<Line>("connecting");
  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    if (!signedIn) return;
    let again: ReturnType<typeof setTimeout> | undefined;
    const stream = new EventSource("/api/v1/stream");
    stream.onopen = () => setLine("live");
    stream.onerror = () => {
      setLine("lost");
      if (stream.readyState !== EventSource.CLOSED) return;
      // The browser tries again by itself where the line broke, but not where the server refused: who is no longer signed in hears so now.
      void client.invalidateQueries({ queryKey: ["me"] });
      again = setTimeout(() => setAttempt(attempt + 1), REFUSED_AGAIN);
    };
    stream.addEventListener("reset", () => void client.invalidateQueries());
    stream.addEventListener("journal", (message: MessageEvent<string>) => happened(client, JSON.parse(message.data) as News));
    stream.addEventListener("progress", (message: MessageEvent<string>) => {
      const { at, progress } = JSON.parse(message.data) as News;
      if (progress) client.setQueryData<readonly Progress[]>(progressKey(progress.instance), (lines = []) => withProgress(lines, { ...progress, at }));
    });
    return () => {
      stream.close();
      clearTimeout(again);
    };
  }, [client, signedIn, attempt]);
  return line;
}

function happened(client: QueryClient, { entity, event, instance }: News): void {
  if (instance) {
    client.setQueryData<readonly Instance[]>(instancesKey, (list) => list && withInstance(list, instance));
    // With its phase its logs have grown.
    if (client.getQueryData<Instance>(instanceKey(instance.id))?.phase !== instance.phase) void client.invalidateQueries({ queryKey: [...instanceKey(instance.id), "log"] });
    client.setQueryData<Instance>(instanceKey(instance.id), (known) => known && known.version >= instance.version ? known : instance);
    if (waits(client, instance)) void client.invalidateQueries({ queryKey: waitingKey });
    if (event) client.setQueryData<readonly EventItem[]>(eventsKey(instance.id), (list) => list && withEvent(list, event));
  }
  if (!entity?.startsWith("account/")) return;
  void client.invalidateQueries({ queryKey: ["account", entity.slice("account/".length)] });
  if (event && RIGHTS.test(event.type)) for (const key of ["accounts", "me"]) void client.invalidateQueries({ queryKey: [key] });
}

// The list of those that wait for somebody is read anew only when one joins or leaves it.
function waits(client: QueryClient, { id, phase }: Instance): boolean {
  const listed = client.getQueryData<readonly Instance[]>(waitingKey)?.some((other) => other.id === id) ?? false;
  return listed !== (phase === "quarantined" || phase === "failed");
}

function withEvent(list: readonly EventItem[], event: EventItem): readonly EventItem[] {
  return list.some(({ sequence }) => sequence === event.sequence) ? list : [...list, event];
}
