import { Module } from '@nestjs/common';
import { ExchangePackageService } from './exchange-package.service.js';

@Module({ providers: [ExchangePackageService], exports: [ExchangePackageService] })
export class ExchangePackageModule {}
