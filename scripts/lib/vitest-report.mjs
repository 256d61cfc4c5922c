// A reporter of Vitest that leaves what `npm test` tells at its end, as JSON in the file FILO_TEST_REPORT names.
import fs from 'node:fs';

/** @typedef {{ passed: number, skipped: number, failed: string[], again: string[] }} Report */

export default class {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message: string }[]} errors outside of any test
   */
  onTestRunEnd(modules, errors) {
    /** @type {Report} */
    const report = { passed: 0, skipped: 0, failed: [], again: [] };
    for (const module of modules) {
      const file = module.relativeModuleId;
      // A file that could not be read, or a hook of it that threw, has no test to stand for it.
      for (const { message } of module.errors()) report.failed.push(`${file}: ${firstLine(message)}`);
      for (const suite of module.children.allSuites())
        for (const { message } of suite.errors())
          report.failed.push(`${file} › ${suite.fullName}: ${firstLine(message)}`);
      for (const test of module.children.allTests()) {
        const { state, errors: why } = test.result();
        const name = `${file} › ${test.fullName}`;
        if (state === 'failed') report.failed.push(`${name}: ${firstLine(why[0]?.message ?? '')}`);
        else if (state === 'passed') report.passed += 1;
        else report.skipped += 1;
        if (test.diagnostic()?.flaky) report.again.push(name);
      }
    }
    for (const { message } of errors) report.failed.push(firstLine(message));
    fs.writeFileSync(/** @type {string} */ (process.env['FILO_TEST_REPORT']), JSON.stringify(report));
  }
}

const firstLine = (/** @type {string} */ text) => text.split('\n')[0]?.slice(0, 200) ?? '';
