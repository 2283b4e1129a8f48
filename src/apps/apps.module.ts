import { Module } from '@nestjs/common';
import { Apps } from './apps';

@Module({ providers: [Apps], exports: [Apps] })
export class AppsModule {}
