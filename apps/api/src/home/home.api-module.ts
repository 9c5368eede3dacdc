import { Module } from '@nestjs/common';
import { HomeModule } from '@lianghuan/crm';
import { HomeController } from './home.controller.js';

@Module({ imports: [HomeModule], controllers: [HomeController] })
export class HomeApiModule {}
