import { Module } from '@nestjs/common';
import { MatchModule } from '@lianghuan/crm';
import { MatchRunController } from './match-run.controller.js';
import { PauseController } from './pause.controller.js';
import { SuggestionController } from './suggestion.controller.js';

@Module({ imports: [MatchModule], controllers: [MatchRunController, PauseController, SuggestionController] })
export class MatchApiModule {}
