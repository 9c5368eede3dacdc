import type { ErrorCode } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';

/** What the triggers of the ledger refuse with, and what that is to people. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  supply_never_over: 'SUPPLY_BELOW_PROMISED',
  supply_unit_in_use: 'SUPPLY_UNIT_IN_USE',
  supply_total_known: 'SUPPLY_QUANTITY_UNKNOWN',
  supply_fair_competition: 'SUPPLY_FAIR_COMPETITION_MISSING',
  supply_no_statistic: 'SUPPLY_STATISTIC',
  supply_not_archived: 'SUPPLY_ARCHIVED',
  supply_title_confirmed: 'SUPPLY_TITLE_DISPUTED',
};

interface CheckViolation {
  readonly code?: string;
  readonly constraint?: string;
  /** JSON where the trigger has figures to tell. */
  readonly detail?: string;
}

/** A refusal of the ledger's triggers as the error people are told; undefined for other errors. */
export function supplyRefusalOf(error: unknown, name: string | undefined): AppError | undefined {
  const driver = (error as { driverError?: CheckViolation }).driverError;
  const code = driver?.code === '23514' ? REFUSALS[driver.constraint ?? ''] : undefined;
  if (code === undefined) return undefined;
  const figures = driver?.detail?.startsWith('{') ? (JSON.parse(driver.detail) as object) : {};
  return new AppError(code, { name, ...figures }, { cause: error });
}
