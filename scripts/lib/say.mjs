// What the start scripts print: short lines for people, and one sentence when something stops them.

/** A reason to stop that needs no stack trace: `message` is one sentence, `details` what a tool said (may be long). */
export class Stop extends Error {
  /**
   * @param {string} message
   * @param {string} [details]
   */
  constructor(message, details = '') {
    super(message);
    this.details = details.trim();
  }
}

/** @param {string} line */
export const say = (line) => console.log(line);

/**
 * Runs `main`; a Stop becomes its sentence and exit code 1.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.details) console.error(error.details);
    console.error(error.message);
    process.exitCode = 1;
  }
}
