// A DynamoDB Streams event, as far as it is used: the keys of what was put into the table anew.
import * as z from 'zod';

const Text = z.object({ S: z.string() });
const StreamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({ Keys: z.object({ pk: Text, sk: Text }) }),
    }),
  ),
});

export function insertedKeys(event: unknown): { pk: string; sk: string }[] {
  const inserted = StreamEvent.parse(event).Records.filter(({ eventName }) => eventName === 'INSERT');
  return inserted.map(({ dynamodb: { Keys } }) => ({ pk: Keys.pk.S, sk: Keys.sk.S }));
}
