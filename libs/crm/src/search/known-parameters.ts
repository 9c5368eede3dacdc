import { EXTRA_PREFIX } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import { ClosestName } from '../transfer/closest-name.js';

/**
 * Refuses a query that names what a list does not take: left out in silence it would show, count, export or change more rows than were asked
 * for.
 * @param known names of the parameters the list takes
 * @throws {AppError} QUERY_PARAMETER_UNKNOWN with the parameter and the nearest there is; all there are where none is near
 */
export function requireKnownParameters(query: object, known: readonly string[]): void {
  for (const parameter of Object.keys(query)) if (!known.includes(parameter)) throw unknownParameter(parameter, known);
}

/** The same for the extra fields the conditions of an `extra=…` name. @param known their names without prefix */
export function requireKnownExtras(conditions: readonly { readonly name: string }[], known: readonly string[]): void {
  for (const { name } of conditions) {
    if (!known.includes(name)) throw unknownParameter(EXTRA_PREFIX + name, known.map((one) => EXTRA_PREFIX + one)); // prettier-ignore
  }
}

function unknownParameter(parameter: string, known: readonly string[]): AppError {
  const nearest = new ClosestName(known).find(parameter) ?? known.join('、');
  return new AppError('QUERY_PARAMETER_UNKNOWN', { parameter: parameter.slice(0, 60), nearest });
}
