/**
 * Reads the reports of the test suites.
 *
 *   node verdict.cjs files REPORT                         files to run once more, one a line
 *   node verdict.cjs verdict FOLDER FAILED-SUITES [STEP…] what failed and why, then "N passed, N failed"
 *
 * A test that fails and then passes is flaky: it counts as passed, and the verdict names it with its first error. A test
 * that fails twice has failed. Where many files fail, nothing is flaky and none runs again.
 */
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** More files than this do not fail by chance. */
const MOST_FILES_AGAIN = 5;

const [mode, path, suites = '', ...failedSteps] = process.argv.slice(2);
if (mode === 'files') {
  const files = new Set(faultsOf(path).map(({ file }) => file));
  if (files.size <= MOST_FILES_AGAIN) for (const file of files) console.log(file);
} else {
  process.exitCode = verdict(path, suites.split(' ').filter(Boolean), failedSteps);
}

/** The failed tests of a report, and the files that could not be run at all. */
function faultsOf(report) {
  if (!existsSync(report)) return [];
  return JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(
    ({ name: file, message, assertionResults }) => [
      ...(message ? [{ file, test: '', why: message }] : []),
      ...assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => ({ file, test: fullName, why: failureMessages.join('\n') })),
    ],
  );
}

function passedIn(report) {
  return JSON.parse(readFileSync(report, 'utf8')).numPassedTests;
}

function verdict(folder, failedSuites, steps) {
  let passed = 0;
  let failed = 0;
  const suites = ['test', 'test:deployment', 'test:emulators', 'test:articles', 'test:train'];
  for (const suite of suites) {
    const report = join(folder, `${suite}.json`);
    const again = join(folder, `${suite}.again.json`);
    if (existsSync(report)) passed += passedIn(report);
    const faults = faultsOf(report);
    const secondFaults = existsSync(again) ? faultsOf(again) : faults;
    for (const { file, test, why } of faults) {
      const failedTwice = secondFaults.some(
        (one) => one.file === file && (one.test === test || one.test === ''),
      );
      console.log(`\n${failedTwice ? 'failed' : 'flaky (failed, then passed)'}: ${file}: ${test}\n${why}`);
      if (failedTwice) failed += 1;
      else if (test !== '') passed += 1;
    }
    // A suite that could not run, or failed outside its tests.
    if (failedSuites.includes(suite) && faults.length === 0) {
      console.log(`\nfailed: npm run ${suite}, outside its tests`);
      failed += 1;
    }
  }
  for (const step of steps) console.log(`\nfailed: ${step}`);
  failed += steps.length;
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
