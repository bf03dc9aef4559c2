import { useEffect, useRef } from "react";
import { useColours } from "./useColours";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

interface Props {
  readonly label: string;
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** What stands at the ticks of the axis. */
  readonly format: (ticks: readonly number[]) => string[];
  /** Bars for what is summed by day, a line for what grows. */
  readonly bars?: boolean;
}

const HEIGHT = 180;
const HALF_A_DAY = 43_200;
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** A plot against time. What it shows must stand in a table too: a canvas tells a screen reader nothing. */
export function Plot({ label, times, series, format, bars = false }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const colours = useColours();
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const style = getComputedStyle(document.documentElement);
    const ink = resolved(element, "--faint");
    const line = resolved(element, "--line");
    const accent = resolved(element, "--accent");
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: `11px ${style.getPropertyValue("--sans")}` };
    const plot = new uPlot({
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: series.length > 1 },
      tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
      axes: [{ ...axis, values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toISOString().slice(5, 10)) }, { ...axis, size: 70, values: (_, ticks) => format(ticks) }],
      scales: { x: { range: (_, first, last) => bars ? [first - HALF_A_DAY, last + HALF_A_DAY] : [first, last] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
      series: [{}, ...series.map(({ name }, at) => ({
        label: name, stroke: accent, width: 1.5, dash: DASHES[at % DASHES.length] ?? [], fill: bars ? accent : "transparent", points: { show: !bars },
        ...(bars && uPlot.paths.bars ? { paths: uPlot.paths.bars({ size: [0.7, 40] }) } : {}),
      }))],
    }, [[...times], ...series.map(({ values }) => [...values])] as uPlot.AlignedData, element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => { watch.disconnect(); plot.destroy(); };
  }, [times, series, format, bars, colours]);
  return <div ref={place} role="img" aria-label={label} />;
}

// A canvas does not understand light-dark(): the browser resolves it where it stands as a colour.
function resolved(element: HTMLElement, name: string): string {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const colour = getComputedStyle(element).color;
  element.style.color = before;
  return colour;
}
