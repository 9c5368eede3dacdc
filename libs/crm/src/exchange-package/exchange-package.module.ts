import { Module } from '@nestjs/common';
import { SupplyModule } from '../supply/supply.module.js';
import { ExchangePackageService } from './exchange-package.service.js';

@Module({ imports: [SupplyModule], providers: [ExchangePackageService], exports: [ExchangePackageService] })
export class ExchangePackageModule {}
