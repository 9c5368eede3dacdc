import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ConfirmRecord,
  NewResource,
  ReasonBody,
  ResourcePage,
  ResourceQuery,
  ResourceView,
  UpdateResource,
  RowCount,
} from '@lianghuan/contracts';
import { ResourceService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('resources')
@Controller('resources')
export class ResourceController {
  constructor(private readonly resources: ResourceService) {}

  @Get()
  @RequirePermission('resource.read')
  @SerializeOptions({ schema: ResourcePage })
  @ApiOkResponse({ standardSchema: ResourcePage })
  list(@Query({ schema: ResourceQuery }) query: ResourceQuery) {
    return this.resources.page(query);
  }

  @Get('count')
  @RequirePermission('resource.read')
  @SerializeOptions({ schema: RowCount })
  @ApiOkResponse({ standardSchema: RowCount })
  count(@Query({ schema: ResourceQuery }) query: ResourceQuery): Promise<RowCount> {
    return this.resources.tally(query);
  }

  @Get(':id')
  @RequirePermission('resource.read')
  @SerializeOptions({ schema: ResourceView })
  @ApiOkResponse({ standardSchema: ResourceView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.resources.detail(id);
  }

  @Post()
  @RequirePermission('resource.create')
  @SerializeOptions({ schema: ResourceView })
  @ApiCreatedResponse({ standardSchema: ResourceView })
  create(@Body({ schema: NewResource }) { distinctReason, ...input }: NewResource) {
    return this.resources.create(input, distinctReason);
  }

  @Patch(':id')
  @RequirePermission('resource.update')
  @SerializeOptions({ schema: ResourceView })
  @ApiOkResponse({ standardSchema: ResourceView })
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: UpdateResource }) { distinctReason, ...changes }: UpdateResource,
  ) {
    return this.resources.update(id, changes, distinctReason);
  }

  @Post(':id/confirm')
  @RequirePermission('resource.update')
  @SerializeOptions({ schema: ResourceView })
  @ApiCreatedResponse({ standardSchema: ResourceView })
  confirm(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ConfirmRecord }) { version }: ConfirmRecord) {
    return this.resources.confirm(id, version);
  }

  @Post(':id/archive')
  @RequirePermission('resource.archive')
  @SerializeOptions({ schema: ResourceView })
  @ApiCreatedResponse({ standardSchema: ResourceView })
  archive(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.resources.archive(id, reason);
  }

  @Post(':id/restore')
  @RequirePermission('resource.archive')
  @SerializeOptions({ schema: ResourceView })
  @ApiCreatedResponse({ standardSchema: ResourceView })
  restore(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.resources.restore(id, reason);
  }
}
