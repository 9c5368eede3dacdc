import { z } from 'zod';

const text = z.string().optional().catch(undefined);

/** What the address may fill into the form of a new row. */
export const NewRowSearch = z.object({ kind: text, sourceKind: text, level: text, areaCode: text });
