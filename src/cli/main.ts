// The command line: `kubestage run …`, `record …`, `cases …`, `schedule …`, `bench …`, `hash …`. Started by tools/run.mjs.

import { loadDescriptions } from '../sim/api/schema/loadDescriptions.ts';
import { main } from './commands.ts';

// For `kubectl explain`.
loadDescriptions();

// Whoever reads may stop early (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = main(process.argv.slice(2), (text) => void process.stdout.write(text), (text) => void process.stderr.write(text));
