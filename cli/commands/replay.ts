// millrace replay: where to find the replayer, which is part of the example and not of this command.
import { defineCommand } from '../command.ts';

export const replay = defineCommand({
  name: 'replay',
  summary: 'How to replay the flights of the example',
  usage: '',
  options: {},
  examples: ['npm run replay -- --rate 5000', 'npm run replay -- --backfill PT2H --duration PT5M'],
  positionals: { least: 0, most: 0 },
  run: async ({ terminal }) => {
    terminal.note('The replayer belongs to the example: npm run replay -- --rate 5000 (--help shows its options)');
    return 2;
  },
});
