/** A weight with its sign: `+4`, `−2`. */
export function signed(weight: number): string {
  return weight < 0 ? `−${-weight}` : `+${weight}`;
}
