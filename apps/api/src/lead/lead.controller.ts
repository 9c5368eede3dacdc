import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AddActivity,
  CloseLead,
  CreateLead,
  LeadDetail,
  LeadPage,
  LeadQuery,
  MoveLead,
  UpdateLead,
} from '@lianghuan/contracts';
import { LeadService, LeadViewService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('leads')
@Controller('leads')
export class LeadController {
  constructor(
    private readonly leads: LeadService,
    private readonly views: LeadViewService,
  ) {}

  @Get()
  @RequirePermission('lead.read')
  @SerializeOptions({ schema: LeadPage })
  @ApiOkResponse({ standardSchema: LeadPage })
  list(@Query({ schema: LeadQuery }) query: LeadQuery) {
    return this.views.list(query);
  }

  @Get(':id')
  @RequirePermission('lead.read')
  @SerializeOptions({ schema: LeadDetail })
  @ApiOkResponse({ standardSchema: LeadDetail })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.views.get(id);
  }

  @Post()
  @RequirePermission('lead.create')
  @SerializeOptions({ schema: LeadDetail })
  @ApiCreatedResponse({ standardSchema: LeadDetail })
  create(@Body({ schema: CreateLead }) input: CreateLead) {
    return this.leads.create(input);
  }

  @Patch(':id')
  @RequirePermission('lead.update')
  @SerializeOptions({ schema: LeadDetail })
  @ApiOkResponse({ standardSchema: LeadDetail })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateLead }) changes: UpdateLead) {
    return this.leads.update(id, changes);
  }

  @Post(':id/stage')
  @RequirePermission('lead.update')
  @SerializeOptions({ schema: LeadDetail })
  @ApiCreatedResponse({ standardSchema: LeadDetail })
  move(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: MoveLead }) input: MoveLead) {
    return this.leads.move(id, input);
  }

  @Post(':id/status')
  @RequirePermission('lead.update')
  @SerializeOptions({ schema: LeadDetail })
  @ApiCreatedResponse({ standardSchema: LeadDetail })
  close(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: CloseLead }) input: CloseLead) {
    return this.leads.close(id, input);
  }

  @Post(':id/activities')
  @RequirePermission('lead.update')
  @SerializeOptions({ schema: LeadDetail })
  @ApiCreatedResponse({ standardSchema: LeadDetail })
  addActivity(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AddActivity }) input: AddActivity) {
    return this.leads.addActivity(id, input);
  }
}
