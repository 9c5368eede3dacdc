import Fuse from 'fuse.js';

import { hashId } from '../ranking/hash.js';
import { foldTextTraced } from '../normalize/text.js';
import type { TextSpan } from '../model.js';
import { checkCreditCode, normalizeCreditCode } from './credit-code.js';
import { formKind } from './legal-forms.js';
import { parseName, type NameParts } from './parse-name.js';
import { GramPostings, gramsOf } from './postings.js';
import { defaultRegions, type Region, type Regions } from './regions.js';
import { align, editDistance, jaroWinkler, subsequenceWeight } from './similarity.js';
