import type { DictionaryName } from '@lianghuan/contracts';

interface FilterBase {
  /** Parameter in the address bar and of the API. */
  readonly name: string;
  readonly title: string;
}

/** One filter of a list. Several codes are joined by commas, as the API takes them. */
export type RegisterFilter =
  | (FilterBase & { readonly kind: 'dictionary'; readonly dictionary: DictionaryName })
  | (FilterBase & { readonly kind: 'area' })
  | (FilterBase & { readonly kind: 'industry' })
  | (FilterBase & { readonly kind: 'park' })
  | (FilterBase & { readonly kind: 'options'; readonly options: readonly { value: string; label: string }[] })
  | (FilterBase & { readonly kind: 'single'; readonly options: readonly { value: string; label: string }[] })
  /** Bounds in 亿元 on the screen, in yuan in the address. */
  | (FilterBase & { readonly kind: 'amount'; readonly nameTo: string });
