import type { StrongEnterpriseFigures } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { ExampleTag } from '../lead/example-tag.js';
import { Panel } from '../app/panel.js';
import { TargetText } from './arrival-list-page.js';

/** 引进优强企业 on the managers' page; both figures open the list they count. */
export function StrongPanel({ figures }: { readonly figures: StrongEnterpriseFigures }) {
  const year = String(figures.year);
  return (
    <Panel title="引进优强企业">
      <p>
        <Link to="/grades/arrivals" search={{ year }}>
          <TargetText title={`${year} 年`} count={figures.count} target={figures.target} />
        </Link>
        {figures.exampleCount > 0 && (
          <>
            （其中 <span className="number">{figures.exampleCount}</span> 家 <ExampleTag />）
          </>
        )}
      </p>
      <p>
        <Link to="/grades/arrivals" search={{ year, sector: 'tourism' }}>
          <TargetText title="其中文化旅游" count={figures.tourismCount} target={figures.tourismTarget} />
        </Link>
      </p>
    </Panel>
  );
}
