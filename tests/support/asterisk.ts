import { findAsterisk, getAsterisk, type AsteriskFolder } from '../../scripts/asterisk/packages.mjs';
import { asteriskFolder } from '../../scripts/asterisk/run.mjs';

const tell = (line: string) => process.stderr.write(`${line}\n`);

/**
 * The real Asterisk for tests: the one in .cache/asterisk. With FILO_TEST_ASTERISK=1 it is fetched when it is not there.
 * Null, and said so, where there is none: it is never a reason to fail.
 */
export async function asteriskForTests(): Promise<AsteriskFolder | null> {
  const found = findAsterisk(asteriskFolder);
  if (found !== null) return found;
  const why = 'SKIPPED: the calls over a real Asterisk';
  if (process.env['FILO_TEST_ASTERISK'] !== '1') {
    tell(`${why}: run "npm run asterisk -- get" once (about 120 MB), or set FILO_TEST_ASTERISK=1.`);
    return null;
  }
  try {
    return await getAsterisk(asteriskFolder, tell);
  } catch (error) {
    tell(`${why}: ${(error as Error).message}`);
    return null;
  }
}
