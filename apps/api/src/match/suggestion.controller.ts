import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AcceptSuggestion,
  DismissSuggestion,
  SnoozeSuggestion,
  SuggestionPage,
  SuggestionQuery,
  SuggestionView,
  WhyQuery,
  WhyView,
} from '@lianghuan/contracts';
import { SuggestionService, WhyService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('suggestions')
@Controller()
export class SuggestionController {
  constructor(
    private readonly suggestions: SuggestionService,
    private readonly explanations: WhyService,
  ) {}

  @Get('projects/:id/suggestions')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: SuggestionPage })
  @ApiOkResponse({ standardSchema: SuggestionPage })
  listForProject(@Param('id', ParseUUIDPipe) id: string, @Query({ schema: SuggestionQuery }) query: SuggestionQuery) {
    return this.suggestions.listForProject(id, query);
  }

  @Get('enterprises/:id/suggestions')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: SuggestionPage })
  @ApiOkResponse({ standardSchema: SuggestionPage })
  listForEnterprise(
    @Param('id', ParseUUIDPipe) id: string,
    @Query({ schema: SuggestionQuery }) query: SuggestionQuery,
  ) {
    return this.suggestions.listForEnterprise(id, query);
  }

  @Get('why')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: WhyView })
  @ApiOkResponse({ standardSchema: WhyView })
  why(@Query({ schema: WhyQuery }) { projectId, enterpriseId }: WhyQuery) {
    return this.explanations.why(projectId, enterpriseId);
  }

  @Post('suggestions/:id/accept')
  @RequirePermission('match.decide')
  @SerializeOptions({ schema: SuggestionView })
  @ApiCreatedResponse({ standardSchema: SuggestionView })
  accept(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AcceptSuggestion }) input: AcceptSuggestion) {
    return this.suggestions.accept(id, input);
  }

  @Post('suggestions/:id/dismiss')
  @RequirePermission('match.decide')
  @SerializeOptions({ schema: SuggestionView })
  @ApiCreatedResponse({ standardSchema: SuggestionView })
  dismiss(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: DismissSuggestion }) input: DismissSuggestion) {
    return this.suggestions.dismiss(id, input);
  }

  @Post('suggestions/:id/snooze')
  @RequirePermission('match.decide')
  @SerializeOptions({ schema: SuggestionView })
  @ApiCreatedResponse({ standardSchema: SuggestionView })
  snooze(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: SnoozeSuggestion }) input: SnoozeSuggestion) {
    return this.suggestions.snooze(id, input);
  }

  @Post('suggestions/:id/reopen')
  @RequirePermission('match.decide')
  @SerializeOptions({ schema: SuggestionView })
  @ApiCreatedResponse({ standardSchema: SuggestionView })
  reopen(@Param('id', ParseUUIDPipe) id: string) {
    return this.suggestions.reopen(id);
  }
}
