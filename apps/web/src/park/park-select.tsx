import { ValuesSelect } from '../app/values-select.js';
import { useParks } from './park.queries.js';

interface ParkSelectProps {
  readonly value: readonly string[];
  readonly onChange: (names: string[]) => void;
  readonly prefix?: string;
  readonly label: string;
}

/** Picks parks by name, to narrow a list to what stands in them. */
export function ParkSelect(props: ParkSelectProps) {
  const { data = [], isFetching } = useParks();
  return (
    <ValuesSelect {...props} isLoading={isFetching} options={data.map(({ name }) => ({ value: name, label: name }))} />
  );
}
