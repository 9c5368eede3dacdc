import { ValidationError } from '@lianghuan/platform';
import type { ReferenceData } from '../reference/reference-data.js';
import { closestPark, findPark, parksNamedIn } from './park-names.js';

type Areas = Pick<ReferenceData, 'parks' | 'findArea' | 'areaName'>;

interface NamedPark {
  readonly areaCode: string | null;
  /** 所在园区 as people wrote it. */
  readonly written: string | null;
}

/**
 * Name of the park a row means by its 所在园区. What was written before it was looked at stays, whatever it means.
 * @throws {ValidationError} park_unknown at `path` for new words that nearly mean a park, park_elsewhere for a park of another county
 */
export function tiedPark(
  reference: Areas,
  { path, areaCode, written, before }: NamedPark & { readonly path: string; readonly before: NamedPark | undefined },
): string | null {
  if (written === null) return null;
  const isNew = written !== before?.written || areaCode !== before.areaCode;
  const refuse = (code: string, message: string) => new ValidationError([{ path, code, message }]);
  const park = findPark(reference.parks, written);
  if (park === undefined) {
    const meant = isNew ? closestPark(reference.parks, written) : undefined;
    if (meant !== undefined) throw refuse('park_unknown', `没有名为“${written}”的园区。是否应为“${meant}”？`);
    return null;
  }
  if (!isElsewhere(reference, park.areaCode, areaCode)) return park.name;
  if (isNew) throw refuse('park_elsewhere', `${park.name}在${reference.areaName(park.areaCode) ?? ''}，不在所填的地区`);
  return null;
}

/** The park a text names beside other words, such as a place; undefined where it names none of the area, or several. */
export function parkNamedIn(reference: Areas, text: string, areaCode: string | null): string | undefined {
  const named = parksNamedIn(reference.parks, text).filter((park) => !isElsewhere(reference, park.areaCode, areaCode));
  return named.length === 1 ? named[0].name : undefined;
}

/** Whether a park lies in a county that is not the one of the row; parks of the city's zones take rows of all. */
function isElsewhere(reference: Areas, parkArea: string | null, areaCode: string | null): boolean {
  const kindOf = (code: string | null) => reference.findArea(code ?? '')?.kind;
  return parkArea !== areaCode && kindOf(parkArea) === 'county' && ['county', 'zone'].includes(kindOf(areaCode) ?? '');
}
