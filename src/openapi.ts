import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { loadConfig } from './config/config';
import { describeApi } from './http/docs/openapi';
import { createAdapter } from './http/server';

/** Prints the OpenAPI document; nothing is started, nothing is stored. */
async function print(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'telega2go-openapi-'));
  const config = loadConfig({ DATABASE_URL: `sqlite:${directory}/empty.sqlite`, DATA_DIR: directory });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createAdapter(config), {
    logger: false,
  });
  const text = `${JSON.stringify(describeApi(app), null, 2)}\n`;
  // A pipe takes the text in parts: exiting right after the write would truncate the document.
  await new Promise<void>((written) => process.stdout.write(text, () => written()));
  rmSync(directory, { recursive: true });
  process.exit(0);
}

void print();
