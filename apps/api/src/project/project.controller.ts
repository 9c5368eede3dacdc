import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AddSuccession,
  ChangeReserveState,
  NewProject,
  JoinList,
  LandNeedPage,
  LandNeedQuery,
  LandNeedSummary,
  LandNeedSummaryQuery,
  LeaveList,
  LinkageQuotaView,
  ReasonBody,
  ProjectPage,
  ProjectQuery,
  ProjectSummary,
  ProjectView,
  UpdateProject,
  RowCount,
  WithdrawMembership,
} from '@lianghuan/contracts';
import {
  ProjectListMembershipService,
  ProjectService,
  ProjectSuccessionService,
  ReserveStateService,
} from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { z } from 'zod';

const LinkageQuotaQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100) });
type LinkageQuotaQuery = z.infer<typeof LinkageQuotaQuery>;

@ApiTags('projects')
@Controller('projects')
export class ProjectController {
  constructor(
    private readonly projects: ProjectService,
    private readonly states: ReserveStateService,
    private readonly memberships: ProjectListMembershipService,
    private readonly successions: ProjectSuccessionService,
  ) {}

  @Get()
  @RequirePermission('project.read')
  @SerializeOptions({ schema: ProjectPage })
  @ApiOkResponse({ standardSchema: ProjectPage })
  list(@Query({ schema: ProjectQuery }) query: ProjectQuery) {
    return this.projects.page(query);
  }

  @Get('count')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: RowCount })
  @ApiOkResponse({ standardSchema: RowCount })
  count(@Query({ schema: ProjectQuery }) query: ProjectQuery): Promise<RowCount> {
    return this.projects.tally(query);
  }

  /** Leader-linkage quota per area (measure 5): how many are linked and how many are short. */
  @Get('linkage-quota')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: LinkageQuotaView })
  @ApiOkResponse({ standardSchema: LinkageQuotaView })
  linkageQuota(@Query({ schema: LinkageQuotaQuery }) { year }: LinkageQuotaQuery) {
    return this.projects.linkageQuota(year);
  }

  /** 年度用地需求清单 (measure 43): totals by area of the projects a year's list has; the projects are those of `land-needs/projects`. */
  @Get('land-needs')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: LandNeedSummary })
  @ApiOkResponse({ standardSchema: LandNeedSummary })
  landNeeds(@Query({ schema: LandNeedSummaryQuery }) query: LandNeedSummaryQuery) {
    return this.projects.landNeeds(query);
  }

  @Get('land-needs/projects')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: LandNeedPage })
  @ApiOkResponse({ standardSchema: LandNeedPage })
  landNeedProjects(@Query({ schema: LandNeedQuery }) query: LandNeedQuery) {
    return this.projects.landNeedPage(query);
  }

  /** Count, sum and quality under the filters of the list. */
  @Get('summary')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: ProjectSummary })
  @ApiOkResponse({ standardSchema: ProjectSummary })
  summary(@Query({ schema: ProjectQuery }) query: ProjectQuery) {
    return this.projects.summary(query);
  }

  @Get(':id')
  @RequirePermission('project.read')
  @SerializeOptions({ schema: ProjectView })
  @ApiOkResponse({ standardSchema: ProjectView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.projects.detail(id);
  }

  @Post()
  @RequirePermission('project.create')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  create(@Body({ schema: NewProject }) { distinctReason, ...input }: NewProject) {
    return this.projects.create(input, distinctReason);
  }

  @Patch(':id')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ProjectView })
  @ApiOkResponse({ standardSchema: ProjectView })
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: UpdateProject }) { distinctReason, ...changes }: UpdateProject,
  ) {
    return this.projects.update(id, changes, distinctReason);
  }

  @Post(':id/archive')
  @RequirePermission('project.archive')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  archive(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.projects.archive(id, reason);
  }

  @Post(':id/restore')
  @RequirePermission('project.archive')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  restore(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.projects.restore(id, reason);
  }

  @Post(':id/reserve-state')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  changeReserveState(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ChangeReserveState }) change: ChangeReserveState,
  ) {
    return this.states.change(id, change);
  }

  @Post(':id/memberships')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  joinList(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: JoinList }) input: JoinList) {
    return this.memberships.join(id, input);
  }

  @Post(':id/memberships/:membershipId/leave')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  leaveList(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('membershipId', ParseUUIDPipe) membershipId: string,
    @Body({ schema: LeaveList }) input: LeaveList,
  ) {
    return this.memberships.leave(id, membershipId, input);
  }

  @Post(':id/memberships/:membershipId/withdraw')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  withdrawMembership(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('membershipId', ParseUUIDPipe) membershipId: string,
    @Body({ schema: WithdrawMembership }) { reason }: WithdrawMembership,
  ) {
    return this.memberships.withdraw(id, membershipId, reason);
  }

  /** 接续关系 (measure 9): another project comes before or after this one. */
  @Post(':id/successions')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  addSuccession(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AddSuccession }) input: AddSuccession) {
    return this.successions.add(id, input);
  }

  @Post(':id/successions/:successionId/end')
  @RequirePermission('project.update')
  @SerializeOptions({ schema: ProjectView })
  @ApiCreatedResponse({ standardSchema: ProjectView })
  endSuccession(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('successionId', ParseUUIDPipe) successionId: string,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
  ) {
    return this.successions.end(id, successionId, reason);
  }
}
