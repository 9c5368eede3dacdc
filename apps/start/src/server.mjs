/* Builds the server where it is not built, then runs one of its commands: `node apps/start/src/server.mjs backup …`. */
import { buildWhatIsNotBuilt } from './build.mjs';

const [command] = process.argv.splice(2, 1);
try {
  // What a command tells on its standard output is for a script to read.
  await buildWhatIsNotBuilt({ only: ['server'], say: (line) => process.stderr.write(line) });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import(`../dist/${command}.js`);
