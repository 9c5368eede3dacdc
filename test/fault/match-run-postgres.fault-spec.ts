import { jest } from '@jest/globals';
import { describeMatchRunFaults } from './match-run.faults.js';

jest.setTimeout(180_000);

describeMatchRunFaults('PostgreSQL');
