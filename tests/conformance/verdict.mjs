// What a run of a suite is worth, check by check. The suites do not score all that they run; here everything counts.
export class Verdict {
  passed = 0;
  failures = []; // one line each
  warnings = [];
  expected = []; // checks that failed as they should
  leftOut = []; // scenarios of what is not offered

  // `expectedFailures`: a set of "scenario:check", for a server that has not what the suite asks for.
  constructor(run, { expectedFailures, isLeftOut = () => false }) {
    for (const [scenario, checks] of run.scenarios) {
      if (isLeftOut(scenario)) this.leftOut.push(scenario);
      else this.#judge(scenario, checks, expectedFailures);
    }
    for (const check of expectedFailures ?? []) {
      if (!this.expected.includes(check)) this.failures.push(`${check}: does not fail any more; take it off the list`);
    }
    if (this.passed === 0) this.failures.push('nothing has passed');
    if (run.exitCode !== 0 && this.failures.length === 0) {
      this.failures.push(`the suite ended with ${run.exitCode}:\n${run.output.slice(-2000)}`);
    }
  }

  #judge(scenario, checks, expectedFailures) {
    if (checks.length === 0) this.failures.push(`${scenario}: nothing was checked`);
    for (const { id, status, errorMessage, description } of checks) {
      const name = `${scenario}:${id}`;
      const reason = `${name}: ${errorMessage ?? description}`;
      // Where failures are expected, the suite takes a warning for one.
      const isBad = status === 'FAILURE' || (status === 'WARNING' && expectedFailures);
      if (isBad && expectedFailures?.has(name)) this.expected.push(name);
      else if (isBad) this.failures.push(reason);
      else if (status === 'WARNING') this.warnings.push(reason);
      else if (status === 'SUCCESS') ++this.passed;
    }
  }
}
