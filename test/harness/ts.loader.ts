/** Source text by which a child process of Node loads our sources as they are, compiled on the fly: no build is needed. */
export const TS_LOADER = `
  require.extensions['.ts'] = (module, path) => {
    const jsc = { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' };
    const { code } = require('@swc/core').transformFileSync(path, { jsc, module: { type: 'commonjs' } });
    module._compile(code, path);
  };`;
