import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { loadConfig } from './config';
import { describeApi } from './http/openapi';
import { createAdapter } from './http/server';

/** Prints the OpenAPI document; nothing is started, nothing is stored. */
async function print(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'telega2go-openapi-'));
  const config = loadConfig({ DATABASE_URL: `sqlite:${directory}/empty.sqlite`, DATA_DIR: directory });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createAdapter(config), {
    logger: false,
  });
  process.stdout.write(`${JSON.stringify(describeApi(app), null, 2)}\n`);
  rmSync(directory, { recursive: true });
  process.exit(0);
}

void print();
