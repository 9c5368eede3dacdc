import { Module } from '@nestjs/common';
import { SavedViewModule } from '@lianghuan/crm';
import { SavedViewController } from './saved-view.controller.js';

@Module({ imports: [SavedViewModule], controllers: [SavedViewController] })
export class SavedViewApiModule {}
