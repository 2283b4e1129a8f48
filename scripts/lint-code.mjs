import { join, relative, sep } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { LintMemory, isFineAsBefore } from './lint-memory.mjs';
import { endWith, root } from './run.mjs';

/** The settings of what the compiler reads together. */
const projects = {
  server: ['tsconfig.json'],
  pwa: ['web/tsconfig.json', 'web/worker/tsconfig.json'],
};

/** Lets the compiler say what a file declares to others; nothing is written there. */
const DECLARATIONS = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: join(root, 'dist') };

/**
 * Says what is wrong with the types and the style of the files that are not known to be fine. One program answers both:
 * most of the time goes by while the compiler finds out types.
 * @returns {Promise<boolean>} whether all is fine
 */
async function lintProject(settings) {
  const { fileNames, options, errors } = read(settings);
  if (isFineAsBefore(settings, fileNames)) return true;
  const host = ts.createIncrementalCompilerHost({ ...options, ...DECLARATIONS });
  const program = ts.createProgram(fileNames, { ...options, ...DECLARATIONS }, host);
  const memory = new LintMemory(settings, program, host);
  const files = memory.filesToLint();

  const ofStyle = await faultyFiles(eslintWith(program), namesOf(files).filter(isAmong(fileNames)));
  const ofFiles = files.flatMap((file) => typeFaults(program, file));
  const ofAll = [...errors, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  print([...ofAll, ...ofFiles]);

  const isFine = ofStyle.length + ofFiles.length + ofAll.length === 0;
  memory.keep(isAmong([...ofStyle, ...namesOf(ofFiles.map(({ file }) => file))]), isFine);
  return isFine;
}

/** Says what is wrong with the style of all files that no program has. */
async function lintRest() {
  const typed = Object.values(projects).flatMap((all) => all.flatMap((settings) => read(settings).fileNames));
  const ignores = typed.map((file) => relative(root, file).split(sep).join('/'));
  const faulty = await faultyFiles(new ESLint({ cwd: root, overrideConfig: [{ ignores }] }), ['.']);
  return faulty.length === 0;
}

function read(settings) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => endWith(messageText) };
  return ts.getParsedCommandLineOfConfigFile(join(root, settings), undefined, host);
}

function eslintWith(program) {
  const languageOptions = { parserOptions: { projectService: false, programs: [program] } };
  const overrideConfig = [{ files: ['**/*.ts', '**/*.tsx'], languageOptions }];
  return new ESLint({ cwd: root, warnIgnored: false, passOnNoPatterns: true, overrideConfig });
}

/** A warning is a fault too. */
async function faultyFiles(eslint, patterns) {
  const results = await eslint.lintFiles(patterns);
  const { format } = await eslint.loadFormatter('stylish');
  process.stdout.write(await format(results));
  return results
    .filter(({ errorCount, warningCount }) => errorCount + warningCount > 0)
    .map(({ filePath }) => filePath);
}

const typeFaults = (program, file) => [
  ...program.getSyntacticDiagnostics(file),
  ...program.getSemanticDiagnostics(file),
];

function print(faults) {
  const host = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
  process.stdout.write(ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(faults), host));
}

const namesOf = (files) => files.map(({ fileName }) => fileName);

/** ESLint names files as the machine does, the compiler with slashes. */
function isAmong(names) {
  const known = new Set(names.map((name) => join(name)));
  return (name) => known.has(join(name));
}

async function lint(what) {
  if (what === 'rest') return lintRest();
  let isFine = true;
  for (const settings of projects[what]) isFine = (await lintProject(settings)) && isFine;
  return isFine;
}

await lint(process.argv[2])
  .then((isFine) => (process.exitCode = isFine ? 0 : 1))
  .catch(endWith);
