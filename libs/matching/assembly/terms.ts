/**
 * Whether a query may have a term: its bit among 65,536, by the last bits of its number. They stay in the first-level cache, the
 * places of all terms do not; few of the terms that are looked at pass.
 */
@inline
export function mayHave(bits: usize, term: u32): bool {
  return (load<u8>(bits + <usize>((term >> 3) & 8191)) & (1 << (term & 7))) != 0;
}
