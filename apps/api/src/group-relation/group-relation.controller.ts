import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CreateGroupRelation, GroupView, ReasonBody } from '@lianghuan/contracts';
import { GroupRelationService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('group-relations')
@Controller()
export class GroupRelationController {
  constructor(private readonly relations: GroupRelationService) {}

  @Get('enterprises/:id/group')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: GroupView })
  @ApiOkResponse({ standardSchema: GroupView })
  group(@Param('id', ParseUUIDPipe) id: string) {
    return this.relations.group(id);
  }

  @Post('group-relations')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: GroupView })
  @ApiCreatedResponse({ standardSchema: GroupView })
  add(@Body({ schema: CreateGroupRelation }) input: CreateGroupRelation) {
    return this.relations.add(input);
  }

  @Post('group-relations/:id/end')
  @RequirePermission('enterprise.update')
  @HttpCode(204)
  @ApiNoContentResponse()
  end(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.relations.end(id, reason);
  }
}
