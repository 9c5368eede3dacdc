import { SURVEY_FIELDS, surveyFieldTerm } from '@lianghuan/contracts';
import { Injectable } from '@nestjs/common';
import { MergeProposalService } from '../duplicate/merge-proposal.service.js';
import { ExchangePackageService } from '../exchange-package/exchange-package.service.js';
import { FundsService } from '../funds/funds.service.js';
import { GradingService } from '../grade/grading.service.js';
import { SuggestionService } from '../match/suggestion.service.js';
import { ReviewService } from '../review/review.service.js';
import { ReservationService } from '../supply/reservation.service.js';
import { SurveyCellService } from '../survey/survey-cell.service.js';
import { type AccessDoors, canAny, known, NOBODYS } from './access-door.js';

const FIELD_NAME = `CASE t.field ${SURVEY_FIELDS.map((field) => `WHEN '${field}' THEN '${surveyFieldTerm(field)}'`).join(' ')} ELSE t.field END`;

const OF_PAIR = 't JOIN project p ON p.id = t.project_id LEFT JOIN enterprise x ON x.id = t.enterprise_id';
const PAIR_NAME = `concat_ws(' × ', p.name, x.name)`;

/** What several people have a part in: filings, reviews, suggestions and packages, promises, surveys, gradings, merges. */
@Injectable()
export class ProcedureDoors {
  readonly doors: AccessDoors;

  constructor(
    funds: FundsService,
    reviews: ReviewService,
    suggestions: SuggestionService,
    packages: ExchangePackageService,
    reservations: ReservationService,
    cells: SurveyCellService,
    gradings: GradingService,
    proposals: MergeProposalService,
  ) {
    this.doors = {
      funds_line: {
        ...NOBODYS,
        read: 'funds.read',
        change: ['funds.file', 'funds.verify'],
        from: 'funds_line t',
        name: 't.code',
        areaCodes: known('t.area_code'),
        code: 't.code',
        open: async (id) => {
          const { can } = await funds.get(id);
          return can.verify || can.withdraw || can.reverse;
        },
      },
      review_packet: {
        ...NOBODYS,
        read: 'review.read',
        change: ['review.submit', 'review.conclude'],
        from: 'review_packet t JOIN project p ON p.id = t.project_id',
        name: 'p.name',
        areaCodes: known('t.area_code'),
        unitIds:
          'ARRAY[t.organisation_id] || ARRAY(SELECT o.organisation_id FROM review_opinion o WHERE o.packet_id = t.id)',
        open: async (id) => {
          const { can, opinions } = await reviews.get(id);
          return can.withdraw || opinions.some((opinion) => opinion.can.conclude);
        },
      },
      match_suggestion: {
        ...NOBODYS,
        read: 'match.read',
        change: ['match.decide'],
        from: `match_suggestion ${OF_PAIR}`,
        name: PAIR_NAME,
        areaCodes: known('p.area_code'),
        open: (id, tx) => suggestions.mayDecide(tx, id),
      },
      exchange_package: {
        ...NOBODYS,
        read: 'match.read',
        change: ['match.decide'],
        from: `exchange_package ${OF_PAIR}`,
        name: PAIR_NAME,
        areaCodes: known('p.area_code'),
        open: async (id) => (await packages.get(id)).can.edit,
      },
      supply_reservation: {
        ...NOBODYS,
        read: 'reservation.read',
        change: ['reservation.create', 'reservation.commit'],
        from: 'supply_reservation t JOIN supply s ON s.id = t.supply_id',
        name: 's.name',
        areaCodes: known('t.area_code', 's.area_code'),
        unitIds: 'ARRAY[t.organisation_id]',
        open: async (id) => canAny((await reservations.get(id)).can),
      },
      survey_cell: {
        read: 'survey.read',
        change: ['survey.fill', 'survey.verify'],
        from: 'survey_cell t JOIN survey_campaign g ON g.id = t.campaign_id JOIN area a ON a.code = t.area_code',
        name: `concat_ws(' ', g.title, a.short_name, ${FIELD_NAME})`,
        areaCodes: 'ARRAY[t.area_code]',
        unitIds:
          'ARRAY[t.organisation_id] || ARRAY(SELECT d.organisation_id FROM survey_department d WHERE d.field = t.field)',
        personId: 't.assignee_id',
        open: async (id) => canAny((await cells.get(id)).can),
      },
      enterprise_grading: {
        read: 'enterprise.read',
        change: ['grade.approve', 'enterprise.update'],
        from: 'enterprise_grading t JOIN enterprise e ON e.id = t.enterprise_id',
        name: 'e.name',
        areaCodes: NOBODYS.areaCodes,
        unitIds: known('e.holder_organisation_id'),
        personId: 't.proposed_by_id',
        open: async (id) => canAny((await gradings.get(id)).can),
      },
      merge_proposal: {
        read: (register) => `${register as 'project'}.read`,
        change: [],
        from: 'merge_proposal t',
        about: 't.register',
        name: `t.own_name || ' ／ ' || t.other_name`,
        areaCodes: known('t.asked_area_code'),
        unitIds: known('t.organisation_id', 't.asked_organisation_id'),
        personId: 't.proposed_by_id',
        open: async (id) => canAny((await proposals.get(id)).can),
      },
    };
  }
}
