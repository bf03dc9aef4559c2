import { useQuery } from "@tanstack/react-query";
import { ask } from "./api";
import type { components } from "./schema";

export type SizeOffer = components["schemas"]["SizeOffer"];
export type Price = components["schemas"]["PriceOffer"];
export type TargetOffer = components["schemas"]["TargetOffer"];

export function useSizes() {
  return useQuery({ queryKey: ["sizes"], queryFn: ({ signal }) => ask<readonly SizeOffer[]>("/api/v1/sizes", { signal }), staleTime: Infinity });
}

export function useTargets() {
  return useQuery({ queryKey: ["targets"], queryFn: ({ signal }) => ask<readonly TargetOffer[]>("/api/v1/targets", { signal }), staleTime: Infinity });
}

export function usePrices() {
  return useQuery({ queryKey: ["prices"], queryFn: ({ signal }) => ask<readonly Price[]>("/api/v1/prices", { signal }), staleTime: Infinity });
}

/** What a size costs on a target; null where the price book has no price for it. */
export function priceOf(prices: readonly Price[] | undefined, target: string, size: string, market: string): Price | null {
  return prices?.find((price) => price.target === target && price.size === size && price.market === market) ?? null;
}
