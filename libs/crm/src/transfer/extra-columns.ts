import { EXTRA_PREFIX, extraFieldsOf, gatherExtras, optional } from '@lianghuan/contracts';
import type { ExtraFields } from '../extra-field/extra-fields.js';
import { transferFieldsOf } from './transfer-field.js';
import type { RegisterPort, TransferRegister } from './transfer-registers.js';

/**
 * A register whose 扩展字段 are columns beside its own, as they are defined when a table is read or written. In tables they are named
 * `extra.…`; the register keeps them together under `extra`.
 */
export function withExtraColumns(register: TransferRegister, extras: ExtraFields): TransferRegister {
  let made: Pick<TransferRegister, 'create' | 'fields'> & { readonly of: ExtraFields['all'] };
  // Making a schema takes longer than a hundred rows take to be checked against it: once for as long as the definitions stay.
  const current = () => {
    if (made?.of === extras.all) return made;
    const shape = extraFieldsOf(extras.all).map(({ name, schema }) => [name, optional(schema)]);
    const create = register.create.extend(Object.fromEntries(shape));
    made = { of: extras.all, create, fields: transferFieldsOf(create) };
    return made;
  };
  return {
    ...register,
    get create() {
      return current().create;
    },
    get fields() {
      return current().fields;
    },
    fieldsOfKinds(kinds) {
      const named = new Set(extras.of(kinds).map(({ name }) => EXTRA_PREFIX + name));
      return current().fields.filter(({ name }) => !name.startsWith(EXTRA_PREFIX) || named.has(name));
    },
    service: withExtras(register.service),
  };
}

/** Rows with `extra.…` beside their other fields. */
function spread(row: object): object {
  const extra = Object.entries((Reflect.get(row, 'extra') ?? {}) as Readonly<Record<string, unknown>>);
  if (extra.length === 0) return row;
  return { ...row, ...Object.fromEntries(extra.map(([name, value]) => [EXTRA_PREFIX + name, value])) };
}

function withExtras(service: RegisterPort): RegisterPort {
  const gathered = <T extends { readonly input: Readonly<Record<string, unknown>> }>(wanted: readonly T[]) =>
    wanted.map((each) => ({ ...each, input: gatherExtras(each.input) }));
  return {
    get sortNames() {
      return service.sortNames;
    },
    list: async (query) => ({ items: (await service.list(query)).items.map(spread) }),
    async *stream(query, fields) {
      const stored = fields?.map((name) => (name.startsWith(EXTRA_PREFIX) ? 'extra' : name));
      for await (const block of service.stream(query, stored && [...new Set(stored)])) yield block.map(spread);
    },
    findIds: (query, atMost) => service.findIds(query, atMost),
    loadMany: (tx, ids) => service.loadMany(tx, ids),
    mayWriteIn: (areaCode) => service.mayWriteIn(areaCode),
    naturalKeyOf: (input) => service.naturalKeyOf(input),
    findExisting: (tx, inputs) => service.findExisting(tx, inputs),
    findRefusals: (tx, wanted) => service.findRefusals(tx, gathered(wanted)),
    duplicateRule: service.duplicateRule,
    duplicateFacts: service.duplicateFacts,
    duplicateKeysOf: (inputs) => service.duplicateKeysOf(inputs),
    findLikelyDuplicates: (tx, inputs, keys) => service.findLikelyDuplicates(tx, inputs, keys),
    idsWrittenByOthersSince: (tx, at) => service.idsWrittenByOthersSince(tx, at),
    recordRefusals: (tx, refusals) => service.recordRefusals(tx, refusals),
    storeMany: (tx, inputs) => service.storeMany(tx, inputs.map(gatherExtras)),
    prepareMany: (tx, inputs) => service.prepareMany(tx, inputs.map(gatherExtras)),
    storePrepared: (tx, prepared, whileStored) => service.storePrepared(tx, prepared, whileStored),
    changeMany: (tx, changes) => service.changeMany(tx, gathered(changes)),
    reviveMany: (tx, revivals) => service.reviveMany(tx, gathered(revivals)),
    revertMany: (tx, entries, undoing) => service.revertMany(tx, entries, undoing),
  };
}
