import { z } from 'zod';
import { ChangeUndoRowView, ChangeUndoView } from './change.js';
import { codesOf } from './dictionary.js';
import { CreateEnterprise } from './enterprise.js';
import { type DescribedField, fieldsOf } from './field.js';
import { CodeList, Id, Instant, pageOf, pageQuery, Reason, Version } from './primitives.js';
import { signalFields } from './signal.js';
import { ALIASED_KINDS, ValueAliasList } from './value-alias.js';

/** Facts of an enterprise a vendor may bring. What the city itself says of it (grade, 请勿联系, notes) is nobody else's to write. */
const VENDOR_FIELDS = [
  'name', 'creditCode', 'shortName', 'formerNames', 'groupName', 'regionCode', 'province', 'city', 'industryCodes', 'products', 'businessSummary',
  'listedCode', 'exchange', 'registeredCapitalCny', 'totalAssetsCny', 'totalAssetsOn', 'revenueCny', 'revenueYear', 'employeeCount',
  'controllerType', 'status', 'website',
] as const satisfies readonly (keyof CreateEnterprise)[]; // prettier-ignore

/** Fields that are read together: a figure and its day. When one of them is in doubt, all are. */
export const VENDOR_FIELD_GROUPS: readonly (readonly string[])[] = [
  ['revenueCny', 'revenueYear'],
  ['totalAssetsCny', 'totalAssetsOn'],
  ['regionCode', 'province', 'city'],
];

/** The fields of an enterprise a vendor may bring, in the order of the form. */
export function vendorFields(): DescribedField[] {
  const names: readonly string[] = VENDOR_FIELDS;
  return fieldsOf(CreateEnterprise).filter(({ name }) => names.includes(name));
}

/** Columns of a vendor's row beside the facts: the day of the row's facts, and the signal it tells. */
export const vendorRowFields = {
  factsOn: CreateEnterprise.shape.sourceOn,
  signalKind: signalFields.kind,
  signalTitle: signalFields.title,
  signalBody: signalFields.body,
  signalOccurredOn: signalFields.occurredOn,
  signalSourceName: signalFields.sourceName,
  signalSourceUrl: signalFields.sourceUrl,
  signalSourceKey: signalFields.sourceKey,
  signalWeight: signalFields.weight,
  signalValidUntil: signalFields.validUntil,
} as const;

/** A column of the vendor's, by its heading or key, and what it is taken for; `field` null leaves it out. */
export const ConnectorColumn = z.strictObject({
  column: z.string().trim().min(1).max(120),
  field: z.string().max(60).nullable(),
  unit: z.string().max(20).nullable().default(null),
});
export type ConnectorColumn = z.infer<typeof ConnectorColumn>;

/** The fields of a vendor's row of which {@link SaveValueAlias} may speak. */
export function aliasedFields(): DescribedField[] {
  return [...vendorFields(), ...fieldsOf(z.object(vendorRowFields))].filter(({ kind }) => ALIASED_KINDS.includes(kind));
}

const settings = {
  name: z.string().trim().min(1).max(80),
  /** Name of its folder under `DATA_DIR/connectors`. */
  folder: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /** What the facts it brings name as their source. */
  sourceName: z.string().trim().min(1).max(200),
  sourceKind: z.enum(codesOf('sourceKind')),
  /** How far it is trusted: a more trusted one may replace what a less trusted one wrote, never what people wrote. */
  confidence: z.enum(codesOf('confidence')),
  mapping: z.array(ConnectorColumn).max(100),
  /** Whether enterprises the register does not have are made; else their rows are passed over. */
  createsEnterprises: z.boolean(),
  /** Minutes between two looks for something new; null: only when asked. */
  everyMinutes: z.int().min(1).max(10_080).nullable(),
  /** Seconds a file must have lain unchanged before it is taken. */
  settleSeconds: z.int().min(0).max(3600),
  /** In whose name and with whose rights its rows are written. */
  responsibleId: Id,
  isEnabled: z.boolean(),
} as const;

export const CreateConnector = z.strictObject({
  kind: z.enum(codesOf('connectorKind')).default('drop-folder'),
  ...settings,
});
export type CreateConnector = z.infer<typeof CreateConnector>;
export const UpdateConnector = z.strictObject(settings).partial().extend({ version: Version });
export type UpdateConnector = z.infer<typeof UpdateConnector>;

/** What a run found, row by row and altogether. */
export const ConnectorCounts = z.object({
  create: z.int(),
  update: z.int(),
  propose: z.int(),
  signal: z.int(),
  unchanged: z.int(),
  skip: z.int(),
  error: z.int(),
});
export type ConnectorCounts = z.infer<typeof ConnectorCounts>;

/** What lies ready at a source, and what is in the way of taking it. */
export const ConnectorCheck = z.object({
  /** Where the source is, for those who bring something, e.g. `connectors/qcc/incoming`. */
  place: z.string(),
  waiting: z.array(z.object({ name: z.string(), sizeBytes: z.int(), isSettled: z.boolean() })),
  /** Entries that are never taken: links, folders, kinds of file nobody reads. */
  ignored: z.array(z.string()),
});
export type ConnectorCheck = z.infer<typeof ConnectorCheck>;

export const ConnectorRunView = z.object({
  id: Id,
  connectorId: Id,
  connectorName: z.string(),
  mode: z.enum(codesOf('connectorMode')),
  status: z.enum(codesOf('jobStatus')),
  /** Null for the schedule. */
  requestedByName: z.string().nullable(),
  responsibleName: z.string(),
  requestedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  /** Rows settled. */
  progressDone: z.int(),
  counts: ConnectorCounts,
  /** Proposals that still wait. */
  openProposals: z.int(),
  deliveries: z.array(
    z.object({
      id: Id,
      name: z.string(),
      sha256: z.string(),
      sizeBytes: z.int(),
      status: z.enum(codesOf('deliveryStatus')),
      rowCount: z.int(),
      counts: ConnectorCounts,
      errorCode: z.string().nullable(),
      errorDetails: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  errorCode: z.string().nullable(),
  errorDetails: z.record(z.string(), z.unknown()).nullable(),
  undo: ChangeUndoView.nullable(),
  /** Undos of some of its enterprises, newest first. */
  partUndos: z.array(ChangeUndoView),
  /** Its signals and proposals were taken back; `undo` tells of the facts. */
  isUndone: z.boolean(),
  /** `teach`: say what unknown values mean. */
  can: z.object({ cancel: z.boolean(), undo: z.boolean(), run: z.boolean(), teach: z.boolean() }),
});
export type ConnectorRunView = z.infer<typeof ConnectorRunView>;
export const ConnectorRunPage = pageOf(ConnectorRunView);
export const ConnectorRunQuery = z.object({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  connectorId: Id.optional(),
});
export type ConnectorRunQuery = z.infer<typeof ConnectorRunQuery>;
export const RequestConnectorRun = z.strictObject({ mode: z.enum(codesOf('connectorMode')) });
export type RequestConnectorRun = z.infer<typeof RequestConnectorRun>;

export const ConnectorView = z.object({
  ...CreateConnector.shape,
  id: Id,
  version: Version,
  responsibleName: z.string(),
  /** Whether the responsible person may still sign in and write enterprises. */
  isResponsibleAble: z.boolean(),
  updatedAt: Instant,
  updatedByName: z.string().nullable(),
  lastRun: ConnectorRunView.nullable(),
  aliases: ValueAliasList,
  can: z.object({ manage: z.boolean(), run: z.boolean(), teach: z.boolean() }),
});
export type ConnectorView = z.infer<typeof ConnectorView>;
export const ConnectorList = z.array(ConnectorView);

/** One row of a vendor's, and what became of it. */
export const ConnectorRowView = z.object({
  deliveryName: z.string(),
  rowNumber: z.int(),
  verdict: z.enum(codesOf('connectorVerdict')),
  name: z.string().nullable(),
  enterpriseId: Id.nullable(),
  /** Title of a field → what stood there and what the vendor says. */
  changes: z.record(z.string(), z.tuple([z.string(), z.string()])),
  issues: z.array(z.object({ field: z.string(), title: z.string(), code: z.string(), message: z.string() })),
  /** Cells that were read by a 值对应. */
  aliases: z.array(z.object({ title: z.string(), said: z.string(), means: z.string() })),
  /** What the run brought of its enterprise was taken back, or is being so. */
  isUndone: z.boolean(),
});
export type ConnectorRowView = z.infer<typeof ConnectorRowView>;
export const ConnectorRowPage = pageOf(ConnectorRowView);
export const ConnectorRowQuery = z.object({
  page: pageQuery.page,
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  verdict: CodeList.optional(),
});
export type ConnectorRowQuery = z.infer<typeof ConnectorRowQuery>;

/** Most enterprises taken back apart at once; more are the whole run. */
export const CONNECTOR_PART_MOST = 100;
/** Enterprises of a run to be taken back apart from the others. */
export const ConnectorPart = z.strictObject({ enterpriseIds: z.array(Id).min(1).max(CONNECTOR_PART_MOST) });
export type ConnectorPart = z.infer<typeof ConnectorPart>;
export const UndoConnectorPart = ConnectorPart.extend({ reason: Reason });
export type UndoConnectorPart = z.infer<typeof UndoConnectorPart>;

/** What taking back the chosen enterprises of a run would do. */
export const ConnectorPartPreview = z.object({
  items: z.array(
    z.object({
      enterpriseId: Id,
      name: z.string(),
      /** How its facts would end, with the fields that would get their values back; null where the run changed none. */
      facts: ChangeUndoRowView.nullable(),
      /** Signals that would become void, and those somebody has judged, which stay. */
      voidSignals: z.int(),
      judgedSignals: z.int(),
      /** Proposals that wait and would be withdrawn, and those accepted whose values would go. */
      openProposals: z.int(),
      acceptedProposals: z.int(),
    }),
  ),
});
export type ConnectorPartPreview = z.infer<typeof ConnectorPartPreview>;

/** 待定值: what a vendor says against what stands in the register. */
export const FieldProposalView = z.object({
  id: Id,
  enterprise: z.object({ id: Id, name: z.string(), code: z.string() }),
  field: z.string(),
  /** Title with the unit of the figures. */
  title: z.string(),
  currentText: z.string(),
  proposedText: z.string(),
  /** Where the present value comes from, as far as the register knows. */
  currentSource: z.string(),
  sourceName: z.string(),
  sourceOn: z.string().nullable(),
  connectorName: z.string(),
  raisedAt: Instant,
  state: z.enum(codesOf('fieldProposalState')),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  reason: z.string().nullable(),
  /** Since when an accepted value is taken back, with the run that told it. */
  revertedAt: Instant.nullable(),
});
export type FieldProposalView = z.infer<typeof FieldProposalView>;
export const FieldProposalPage = pageOf(FieldProposalView);
export const FieldProposalQuery = z.object({
  /** Part of the enterprise's name. */
  q: pageQuery.q,
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  state: CodeList.optional(),
  enterpriseId: Id.optional(),
  connectorId: Id.optional(),
  runId: Id.optional(),
  field: CodeList.optional(),
});
export type FieldProposalQuery = z.infer<typeof FieldProposalQuery>;

/** Decides on some proposals, at most 500 at a time. */
export const DecideFieldProposals = z.strictObject({
  ids: z.array(Id).min(1).max(500),
  verdict: z.enum(['accepted', 'refused']),
  reason: Reason,
});
export type DecideFieldProposals = z.infer<typeof DecideFieldProposals>;
/** How many were decided, and which could not be. */
export const FieldProposalDecisions = z.object({
  decided: z.int(),
  failed: z.array(z.object({ id: Id, code: z.string(), details: z.record(z.string(), z.unknown()) })),
});
export type FieldProposalDecisions = z.infer<typeof FieldProposalDecisions>;

/** Without an id the schedule rings: look which connectors are due. */
export const ConnectorJob = z.strictObject({ connectorRunId: Id.optional() });
export type ConnectorJob = z.infer<typeof ConnectorJob>;
