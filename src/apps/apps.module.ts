import { Module } from '@nestjs/common';
import { portProvider } from '../persistence/persistence.module';
import { AppRepository } from './store/app.repository';
import { MongoAppRepository } from './store/app.repository.mongo';
import { SqliteAppRepository } from './store/app.repository.sqlite';
import { Apps } from './apps';

/** The apps that people sign in to. */
@Module({
  providers: [Apps, portProvider(AppRepository, { sqlite: SqliteAppRepository, mongo: MongoAppRepository })],
  exports: [Apps, AppRepository],
})
export class AppsModule {}
