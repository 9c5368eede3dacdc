import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ConversionQuery,
  ConversionView,
  DecideProposal,
  ProposalPage,
  ProposalQuery,
  ProposalView,
  ReserveFigures,
  ReserveFiguresQuery,
  ReserveRunView,
  RubricHistory,
  ScoreRubric,
  SnapshotList,
  SnapshotQuery,
  SnapshotView,
} from '@lianghuan/contracts';
import { ProposalService, ReserveFiguresService, ReserveRunService, RubricService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { z } from 'zod';

const ReserveRunList = z.array(ReserveRunView);

/** 储备. */
@ApiTags('reserve')
@Controller()
export class ReserveController {
  constructor(
    private readonly figuresService: ReserveFiguresService,
    private readonly proposals: ProposalService,
    private readonly runs: ReserveRunService,
    private readonly rubrics: RubricService,
  ) {}

  @Get('reserve/figures')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: ReserveFigures })
  @ApiOkResponse({ standardSchema: ReserveFigures })
  figures(@Query({ schema: ReserveFiguresQuery }) query: ReserveFiguresQuery) {
    return this.figuresService.figures(query);
  }

  /** Rests on leads, which the asker must be able to read. */
  @Get('reserve/conversion')
  @RequirePermission('lead.read')
  @SerializeOptions({ schema: ConversionView })
  @ApiOkResponse({ standardSchema: ConversionView })
  conversion(@Query({ schema: ConversionQuery }) query: ConversionQuery) {
    return this.figuresService.conversion(query);
  }

  @Get('reserve/snapshots')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: SnapshotView })
  @ApiOkResponse({ standardSchema: SnapshotList })
  snapshots(@Query({ schema: SnapshotQuery }) query: SnapshotQuery) {
    return this.figuresService.snapshots(query);
  }

  @Get('reserve/runs')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ReserveRunView })
  @ApiOkResponse({ standardSchema: ReserveRunList })
  listRuns() {
    return this.runs.list();
  }

  @Post('reserve/runs')
  @RequirePermission('reserve.run')
  @SerializeOptions({ schema: ReserveRunView })
  @ApiCreatedResponse({ standardSchema: ReserveRunView })
  request() {
    return this.runs.request();
  }

  @Get('reserve/proposals')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ProposalPage })
  @ApiOkResponse({ standardSchema: ProposalPage })
  listProposals(@Query({ schema: ProposalQuery }) query: ProposalQuery) {
    return this.proposals.list(query);
  }

  @Post('reserve/proposals/:id/decide')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ProposalView })
  @ApiCreatedResponse({ standardSchema: ProposalView })
  decide(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: DecideProposal }) input: DecideProposal) {
    return this.proposals.decide(id, input);
  }

  @Get('projects/:id/rubrics')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: RubricHistory })
  @ApiOkResponse({ standardSchema: RubricHistory })
  rubricHistory(@Param('id', ParseUUIDPipe) id: string) {
    return this.rubrics.history(id);
  }

  @Post('projects/:id/rubrics')
  @RequirePermission('rubric.score')
  @SerializeOptions({ schema: RubricHistory })
  @ApiCreatedResponse({ standardSchema: RubricHistory })
  score(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ScoreRubric }) input: ScoreRubric) {
    return this.rubrics.score(id, input);
  }
}
