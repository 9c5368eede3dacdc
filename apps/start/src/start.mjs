/* `npm start`: builds what is not built, then runs the product. One process from the shell's view, so that signals reach it. */
import { buildWhatIsNotBuilt } from './build.mjs';

try {
  await buildWhatIsNotBuilt();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import('../dist/main.js');
