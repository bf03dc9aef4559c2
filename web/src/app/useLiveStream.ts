import { useEffect, useState } from "react";
import type { QueryClient } from "@tanstack/react-query";
import { eventsKey, instanceKey, instancesKey, progressKey, type EventItem } from "../features/instances/api/keys";
import { withInstance, withProgress, type Instance, type News, type Progress } from "../shared/live";

/** How the page stands to the server's news. */
export type Line = "connecting" | "live" | "lost";

/** Follows the news, and keeps what pages show as the news tell it. */
export function useLiveStream(client: QueryClient, signedIn: boolean): Line {
  const [line, setLine] = useState<Line>("connecting");
  useEffect(() => {
    if (!signedIn) return;
    const stream = new EventSource("/api/v1/stream");
    stream.onopen = () => setLine("live");
    stream.onerror = () => {
      setLine("lost");
      // Who is no longer signed in hears so from the next question.
      if (stream.readyState === EventSource.CLOSED) void client.invalidateQueries({ queryKey: ["me"] });
    };
    stream.addEventListener("reset", () => void client.invalidateQueries());
    stream.addEventListener("journal", (message: MessageEvent<string>) => happened(client, JSON.parse(message.data) as News));
    stream.addEventListener("progress", (message: MessageEvent<string>) => {
      const { at, progress } = JSON.parse(message.data) as News;
      if (progress) client.setQueryData<readonly Progress[]>(progressKey(progress.instance), (lines = []) => withProgress(lines, { ...progress, at }));
    });
    return () => stream.close();
  }, [client, signedIn]);
  return line;
}

function happened(client: QueryClient, { entity, event, instance }: News): void {
  if (instance) {
    client.setQueryData<readonly Instance[]>(instancesKey, (list) => list && withInstance(list, instance));
    client.setQueryData<Instance>(instanceKey(instance.id), (known) => known && known.version >= instance.version ? known : instance);
    if (event) client.setQueryData<readonly EventItem[]>(eventsKey(instance.id), (list) => list && withEvent(list, event));
  }
  if (entity?.startsWith("account/")) void client.invalidateQueries({ queryKey: ["account", entity.slice("account/".length)] });
}

function withEvent(list: readonly EventItem[], event: EventItem): readonly EventItem[] {
  return list.some(({ sequence }) => sequence === event.sequence) ? list : [...list, event];
}
