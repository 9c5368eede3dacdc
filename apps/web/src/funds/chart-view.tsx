import type { EChartsCoreOption } from 'echarts/core';
import { Skeleton } from 'antd';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useThemeMode } from '../app/theme-mode.js';

/** The page's colours of the moment, for what is not drawn by CSS. */
export interface ChartColours {
  readonly accent: string;
  readonly accentSoft: string;
  readonly text: string;
  readonly textSoft: string;
  readonly textFaint: string;
  readonly border: string;
  readonly borderSoft: string;
  readonly surface: string;
  readonly warn: string;
}

type ChartParts = typeof import('./chart-parts.js');

interface ChartViewProps {
  /** Makes the picture from the colours of the moment. Must be stable between renders. */
  readonly build: (colours: ChartColours, parts: ChartParts) => EChartsCoreOption;
  /** What the picture says, for who cannot see it; the figures are in a table beside it. */
  readonly label: string;
  readonly height: number;
  /** Called with the name of what was clicked. */
  readonly onSelect?: (name: string) => void;
}

/** A chart that follows light and dark and the width of its place. */
export function ChartView(props: ChartViewProps) {
  const { mode } = useThemeMode();
  const [parts, setParts] = useState<ChartParts>();
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    let isHere = true;
    import('./chart-parts.js').then(
      (loaded) => isHere && setParts(loaded),
      () => isHere && setFailed(true),
    );
    return () => {
      isHere = false;
    };
  }, []);

  if (hasFailed) return <p className="faint chart-failed">图没能载入，数字见表格。</p>;
  return (
    <div className="chart" style={{ height: props.height }}>
      {parts === undefined ? (
        <Skeleton.Node active className="chart-waiting" aria-label="正在载入图" />
      ) : (
        // Drawn anew with the colours of the other mode.
        <Picture key={mode} {...props} parts={parts} />
      )}
    </div>
  );
}

function Picture({ build, label, height, onSelect, parts }: ChartViewProps & { readonly parts: ChartParts }) {
  const holder = useRef<HTMLDivElement>(null);
  const select = useEffectEvent((name: string) => onSelect?.(name));

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const chart = parts.init(element, null, { renderer: 'svg' });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(element).fontFamily },
      ...build(coloursOf(element), parts),
    });
    chart.on('click', ({ name }) => select(name));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [parts, build]);

  return <div ref={holder} role="img" aria-label={label} style={{ height }} />;
}

function coloursOf(element: HTMLElement): ChartColours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(`--lh-${name}`).trim();
  return {
    accent: read('accent'),
    accentSoft: read('accent-soft'),
    text: read('text'),
    textSoft: read('text-soft'),
    textFaint: read('text-faint'),
    border: read('border'),
    borderSoft: read('border-soft'),
    surface: read('surface-raised'),
    warn: read('warn'),
  };
}
