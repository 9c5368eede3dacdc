import { errorText, type ErrorDetails, type FieldIssue } from '@lianghuan/contracts';
import { formatInstant } from '../format/date.js';

/** Codes that only this side knows: no answer, or an answer that is not what the contract says. */
const LOCAL_TEXT: Readonly<Record<string, string>> = {
  NETWORK_UNREACHABLE: '连不上服务器，请检查网络后重试',
  RESPONSE_UNEXPECTED: '服务器返回的内容与本页面版本不符，请刷新页面后重试',
};

/** A request that failed. `message` is the Chinese sentence for the person; programs branch on `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    readonly status: number,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(LOCAL_TEXT[code] ?? errorText(code, readable(details)), options);
  }

  get isUnauthenticated(): boolean {
    return this.code === 'UNAUTHENTICATED' || this.code === 'SESSION_EXPIRED';
  }

  /** A detail as text; empty if the error does not carry it. */
  detail(name: string): string {
    const value = this.details[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }

  /** Wrong fields of a rejected form; empty for every other error. */
  get issues(): readonly FieldIssue[] {
    const issues = this.details['issues'];
    return Array.isArray(issues) ? issues.filter(isFieldIssue) : [];
  }
}

/** Sentence for anything that was thrown. */
export function textOfError(error: unknown): string {
  return error instanceof ApiError ? error.message : '页面出错了，请刷新后重试';
}

function isFieldIssue(value: unknown): value is FieldIssue {
  return typeof value === 'object' && value !== null && 'path' in value && 'message' in value;
}

/** Instants inside details are shown as local time. */
function readable(details: ErrorDetails): ErrorDetails {
  const at = details['at'];
  return typeof at === 'string' ? { ...details, at: formatInstant(at) } : details;
}
