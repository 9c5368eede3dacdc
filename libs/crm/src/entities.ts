import { Area } from './area/area.entity.js';
import { EnterpriseProduct } from './enterprise/enterprise-product.entity.js';
import { Enterprise } from './enterprise/enterprise.entity.js';
import { EvidenceItem } from './funds/evidence-item.entity.js';
import { FundsLine } from './funds/funds-line.entity.js';
import { LeadActivity } from './lead/lead-activity.entity.js';
import { LeadStageEntry } from './lead/lead-stage-entry.entity.js';
import { Lead } from './lead/lead.entity.js';
import { MarketDemand } from './market-demand/market-demand.entity.js';
import { MatchRun } from './match/match-run.entity.js';
import { MatchRunStep } from './match/match-run-step.entity.js';
import { MatchSuggestion } from './match/match-suggestion.entity.js';
import { SuggestionDecision } from './match/suggestion-decision.entity.js';
import { NeedEntry } from './need/need-entry.entity.js';
import { StoredFile } from './file/stored-file.entity.js';
import { Organisation } from './organisation/organisation.entity.js';
import { ProjectListMembership } from './project/project-list-membership.entity.js';
import { Project } from './project/project.entity.js';
import { Resource } from './resource/resource.entity.js';
import { Target } from './target/target.entity.js';
import { User } from './user/user.entity.js';
import { ExportRecord } from './transfer/export-record.entity.js';
import { ImportBatch } from './transfer/import-batch.entity.js';
import { ImportRow } from './transfer/import-row.entity.js';

/** All entities, one list. */
export const ENTITIES = [
  Area,
  Enterprise,
  EnterpriseProduct,
  ExportRecord,
  ImportBatch,
  ImportRow,
  EvidenceItem,
  FundsLine,
  Lead,
  LeadActivity,
  LeadStageEntry,
  MarketDemand,
  MatchRun,
  MatchRunStep,
  MatchSuggestion,
  NeedEntry,
  Organisation,
  Project,
  ProjectListMembership,
  Resource,
  StoredFile,
  SuggestionDecision,
  Target,
  User,
];
