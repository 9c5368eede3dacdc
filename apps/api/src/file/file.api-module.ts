import { Module } from '@nestjs/common';
import { FileModule } from '@lianghuan/crm';
import { FileController } from './file.controller.js';

@Module({ imports: [FileModule], controllers: [FileController] })
export class FileApiModule {}
