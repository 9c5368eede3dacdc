import { Select } from 'antd';
import { definitionsOf } from './extra-register-fields.js';
import { useExtraFields } from './extra-field.queries.js';

interface ExtraFiltersProps {
  /** Kinds the list is narrowed to, as in its address; the extra fields of exactly one kind can be filtered by. */
  readonly kinds: string | undefined;
  /** `extra` of the address: `assetKind:hotel|shop,isPilot:yes`. */
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Filters by the choices among the extra fields of the kind a list is narrowed to. */
export function ExtraFilters({ kinds, value, onChange }: ExtraFiltersProps) {
  const all = useExtraFields();
  const kind = kinds?.split(',') ?? [];
  if (kind.length !== 1) return null;
  const chosen = new Map(
    (value ?? '').split(',').flatMap((part): [string, string[]][] => {
      const at = part.indexOf(':');
      return at < 0
        ? []
        : [
            [
              part.slice(0, at),
              part
                .slice(at + 1)
                .split('|')
                .filter(Boolean),
            ],
          ];
    }),
  );
  return definitionsOf(all.data, kind[0] ?? '')
    .filter(({ isFilter }) => isFilter)
    .map(({ name, title, choices }) => (
      <div className="filter" key={name}>
        <Select<string[]>
          mode="multiple"
          prefix={title}
          aria-label={title}
          placeholder="全部"
          allowClear
          maxTagCount={1}
          maxTagTextLength={6}
          maxTagPlaceholder={(rest) => `+${rest.length}`}
          popupMatchSelectWidth={false}
          showSearch={false}
          options={[...choices.map(({ code, term }) => ({ value: code, label: term })), { value: '-', label: '未填' }]}
          value={chosen.get(name) ?? []}
          onChange={(values) => {
            const next = new Map(chosen).set(name, values);
            onChange([...next].flatMap(([each, list]) => (list.length === 0 ? [] : [`${each}:${list.join('|')}`])).join(',')); // prettier-ignore
          }}
        />
      </div>
    ));
}
