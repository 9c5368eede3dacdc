import { Checkbox } from 'antd';
import { useState } from 'react';

export interface PageChoice {
  /** Rows of this page that can be chosen, and those of them that are. */
  readonly open: readonly string[];
  readonly ids: readonly string[];
  readonly has: (id: string) => boolean;
  readonly choose: (ids: readonly string[]) => void;
  readonly toggle: (id: string) => void;
}

/** Ticked rows of a list, for one decision on all of them. Only rows in sight count: nobody decides on what he does not see. */
export function usePageChoice(open: readonly string[]): PageChoice {
  const [chosen, choose] = useState<readonly string[]>([]);
  const ids = open.filter((id) => chosen.includes(id));
  const has = (id: string) => ids.includes(id);
  return {
    open,
    ids,
    has,
    choose,
    toggle: (id) => choose(has(id) ? ids.filter((other) => other !== id) : [...ids, id]),
  };
}

/** 本页全选. */
export function ChoosePage({ choice: { open, ids, choose } }: { readonly choice: PageChoice }) {
  return (
    <Checkbox
      checked={ids.length === open.length}
      indeterminate={ids.length > 0 && ids.length < open.length}
      onChange={({ target }) => choose(target.checked ? open : [])}
    >
      本页全选
    </Checkbox>
  );
}
