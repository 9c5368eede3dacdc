import { Body, Controller, Get, Param, ParseUUIDPipe, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { HandOverEnterprise, People, RelationshipView } from '@lianghuan/contracts';
import { RelationshipService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('contacts')
@Controller('enterprises/:id/relationship')
export class RelationshipController {
  constructor(private readonly relationships: RelationshipService) {}

  @Get()
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: RelationshipView })
  @ApiOkResponse({ standardSchema: RelationshipView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.relationships.get(id);
  }

  @Get('candidates')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: People })
  @ApiOkResponse({ standardSchema: People })
  candidates(@Param('id', ParseUUIDPipe) id: string) {
    return this.relationships.candidates(id);
  }

  @Post('hand-over')
  @RequirePermission('enterprise.contact')
  @SerializeOptions({ schema: RelationshipView })
  @ApiCreatedResponse({ standardSchema: RelationshipView })
  handOver(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: HandOverEnterprise }) input: HandOverEnterprise) {
    return this.relationships.handOver(id, input);
  }
}
