import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './run.mjs';

/** What every file's findings hang on: the packages, the rules, the compiler's settings, and how it is remembered. */
const ABOVE_ALL = [
  ...['package.json', 'package-lock.json', 'eslint.config.mjs'],
  ...['tsconfig.json', 'web/tsconfig.json', 'web/worker/tsconfig.json'],
  ...['scripts/lint-code.mjs', 'scripts/lint-memory.mjs'],
];

/**
 * Knows which files of a program were fine when they were last linted. The compiler, and a rule that asks it for types,
 * find in one file what was changed in another: so a file is known to be fine only while its own text is what it was, and
 * what all the files declare that it imports, however indirectly.
 */
export class LintMemory {
  constructor(settings, program, host) {
    this.path = pathOf(settings);
    this.program = program;
    this.builder = ts.createSemanticDiagnosticsBuilderProgram(program, host);
    this.files = program.getSourceFiles().filter(isOurs);
    const { fine = {}, declared = {} } = readMemory(this.path);
    this.fine = fine;
    this.declared = new Map(Object.entries(declared));
    this.aboveAll = hash(aboveAll(), ...this.files.filter(isAmbient).map(({ text }) => text));
    this.prints = new Map(this.files.map((file) => [file.fileName, this.#printOf(file)]));
  }

  filesToLint() {
    return this.files.filter(({ fileName }) => this.fine[fileName] !== this.prints.get(fileName));
  }

  /** @param faulty whether a file of this name is not fine @param isFine whether the program as a whole is */
  keep(faulty, isFine) {
    const fine = Object.fromEntries([...this.prints].filter(([name]) => !faulty(name)));
    const used = this.files.map(textPrint).filter((print) => this.declared.has(print));
    const declared = Object.fromEntries(used.map((print) => [print, this.declared.get(print)]));
    const whole = isFine ? wholePrint(this.program.getRootFileNames(), this.files) : undefined;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, JSON.stringify({ whole, fine, declared }));
  }

  #printOf(file) {
    const names = this.builder.getAllDependencies(file).filter((name) => isOurs({ fileName: name }));
    const imported = names.filter((name) => name !== file.fileName).sort();
    const declared = imported.flatMap((name) => [name, this.#declaredBy(this.program.getSourceFile(name))]);
    return hash(this.aboveAll, file.text, ...declared);
  }

  /** Depends on other files too, but these count for whoever imports this one, so that its own text tells it apart. */
  #declaredBy(file) {
    const print = textPrint(file);
    if (!this.declared.has(print)) this.declared.set(print, this.#askDeclared(file) ?? print);
    return this.declared.get(print);
  }

  /** Nothing where the compiler cannot write it down. */
  #askDeclared(file) {
    const written = [];
    const { diagnostics } = this.program.emit(file, (_, text) => written.push(text), undefined, true);
    return written.length === 1 && diagnostics.length === 0 ? hash(...written) : undefined;
  }
}

/** Spares the compiler when all that a program was made of is what it was when all of it was fine. */
export function isFineAsBefore(settings, rootNames) {
  const { whole, fine } = readMemory(pathOf(settings));
  if (!whole) return false;
  const files = Object.keys(fine).map((fileName) => ({ fileName, text: ts.sys.readFile(fileName) ?? '' }));
  return whole === wholePrint(rootNames, files);
}

const pathOf = (settings) => join(root, 'node_modules/.cache/telega2go-lint', settings.replaceAll('/', '-'));

const aboveAll = () => hash(process.version, ...ABOVE_ALL.map((name) => readFileSync(join(root, name))));

const wholePrint = (rootNames, files) => hash(aboveAll(), ...rootNames, ...files.map(textPrint));

const isOurs = ({ fileName }) => !fileName.includes('/node_modules/');

/** It can tell something to files that do not import it. */
const isAmbient = (file) => !ts.isExternalModule(file) || file.statements.some(ts.isModuleDeclaration);

const textPrint = ({ text, fileName }) => hash(fileName, text);

function hash(...parts) {
  const all = createHash('sha256');
  for (const part of parts) all.update(part).update('\0');
  return all.digest('base64');
}

/** What cannot be read is as good as forgotten. */
function readMemory(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
