/**
 * 国家项目代码 of the national investment-project platform: year – region (GB/T 2260) – industry – kind – serial number, e.g.
 * `2023-520524-26-01-123456`.
 */
export interface NationalCode {
  readonly code: string;
  readonly year: number;
  readonly regionCode: string;
}

/** Takes full-width digits and any dash people type; undefined when the form is wrong. */
export function parseNationalCode(text: string): NationalCode | undefined {
  const code = text
    .normalize('NFKC')
    .replaceAll(/\s/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-');
  const match = /^(\d{4})-(\d{6})-\d{2}-\d{2}-\d{6}$/.exec(code);
  return match === null ? undefined : { code, year: Number(match[1]), regionCode: match[2] };
}
