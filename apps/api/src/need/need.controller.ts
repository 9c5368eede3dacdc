import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CreateNeed, ReasonBody, NeedPage, NeedQuery, NeedView, UpdateNeed, RowCount } from '@lianghuan/contracts';
import { NeedService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('needs')
@Controller('needs')
export class NeedController {
  constructor(private readonly needs: NeedService) {}

  @Get()
  @RequirePermission('need.read')
  @SerializeOptions({ schema: NeedPage })
  @ApiOkResponse({ standardSchema: NeedPage })
  list(@Query({ schema: NeedQuery }) query: NeedQuery) {
    return this.needs.page(query);
  }

  @Get('count')
  @RequirePermission('need.read')
  @SerializeOptions({ schema: RowCount })
  @ApiOkResponse({ standardSchema: RowCount })
  count(@Query({ schema: NeedQuery }) query: NeedQuery): Promise<RowCount> {
    return this.needs.tally(query);
  }

  @Get(':id')
  @RequirePermission('need.read')
  @SerializeOptions({ schema: NeedView })
  @ApiOkResponse({ standardSchema: NeedView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.needs.detail(id);
  }

  @Post()
  @RequirePermission('need.create')
  @SerializeOptions({ schema: NeedView })
  @ApiCreatedResponse({ standardSchema: NeedView })
  create(@Body({ schema: CreateNeed }) input: CreateNeed) {
    return this.needs.create(input);
  }

  @Patch(':id')
  @RequirePermission('need.update')
  @SerializeOptions({ schema: NeedView })
  @ApiOkResponse({ standardSchema: NeedView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateNeed }) changes: UpdateNeed) {
    return this.needs.update(id, changes);
  }

  @Post(':id/archive')
  @RequirePermission('need.archive')
  @SerializeOptions({ schema: NeedView })
  @ApiCreatedResponse({ standardSchema: NeedView })
  archive(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.needs.archive(id, reason);
  }

  @Post(':id/restore')
  @RequirePermission('need.archive')
  @SerializeOptions({ schema: NeedView })
  @ApiCreatedResponse({ standardSchema: NeedView })
  restore(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.needs.restore(id, reason);
  }
}
