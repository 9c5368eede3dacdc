import type { ConnectorCheck } from '@lianghuan/contracts';
import type { Heading } from '../transfer/heading.js';
import type { RowIssue } from '../transfer/import-issue.js';
import type { TableRow } from '../transfer/cell.js';

/** What a connector is told of where to look and what to make of it. */
export interface VendorSettings {
  readonly folder: string;
  readonly settleSeconds: number;
  readonly mapping: readonly { readonly column: string; readonly field: string | null; readonly unit: string | null }[];
}

/** One row of a vendor's, with the heading its cells stand under. */
export interface VendorRow extends TableRow {
  readonly heading: Pick<Heading, 'columns' | 'lines'>;
  /** What makes the row unreadable before anything was made of it, e.g. a broken line of JSON. */
  readonly problem?: RowIssue;
}

/** How a delivery ended, for whoever brought it. */
export interface Settlement {
  readonly outcome: 'taken' | 'rejected' | 'duplicate';
  /** In a sentence, for the one who looks into the folder. */
  readonly why: string;
  /** Rows that were not taken with the reason of each, as a file; undefined without any. */
  readonly report: NodeJS.ReadableStream | undefined;
}

/** What is taken as a whole: a file, or a page of a vendor's answers. Two of the same digest are the same. */
export interface Delivery {
  readonly name: string;
  /** SHA-256 of the content. */
  readonly digest: string;
  readonly sizeBytes: number;
  /**
   * Rows after this one in their order, always the same for the same content.
   * @throws {AppError} what makes the delivery as a whole unusable
   */
  rows(after: number): AsyncGenerator<VendorRow>;
  /** Puts the delivery away, so that it is not met again. Called after everything is stored; twice does no harm. */
  settle(settlement: Settlement): Promise<void>;
}

/**
 * A way data of a vendor comes in. An implementation knows where to look and how to read; which enterprise a row means, what may be
 * written and what people must decide is one rule for all of them.
 */
export interface VendorConnector {
  /** Code of the dictionary `connectorKind`. */
  readonly kind: string;
  /** Makes ready what is needed, and says what lies ready. @throws {AppError} when the source cannot be used */
  check(settings: VendorSettings): Promise<ConnectorCheck>;
  /** What lies ready and was not settled yet, in an order that does not change. */
  deliveries(settings: VendorSettings): AsyncGenerator<Delivery>;
  /** Takes in a file somebody brings by the browser, where the source takes files. */
  receive(settings: VendorSettings, name: string, content: NodeJS.ReadableStream): Promise<void>;
}

/** The ways there are, by kind. */
export class VendorConnectors {
  readonly #byKind: ReadonlyMap<string, VendorConnector>;

  constructor(connectors: readonly VendorConnector[]) {
    this.#byKind = new Map(connectors.map((connector) => [connector.kind, connector]));
  }

  get(kind: string): VendorConnector {
    const connector = this.#byKind.get(kind);
    if (connector === undefined) throw new Error(`no connector of kind ${kind}`);
    return connector;
  }
}
