// Server-sent events out of a text that comes in pieces (WHATWG HTML, 9.2.6).

export interface ServerEvent {
  event: string;
  data: string;
  id?: string;
}

/** Yields each event as soon as its blank line has come; comments and fields of no use here are passed over. */
export async function* parseEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let rest = '';
  for await (const chunk of chunks) {
    const blocks = (rest + chunk).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event !== undefined) yield event;
    }
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  const fields = block.split('\n').map((line) => /^([^:]*):? ?(.*)$/s.exec(line) ?? []);
  const valuesOf = (name: string) =>
    fields.flatMap(([, field, value]) => (field === name && value !== undefined ? [value] : []));
  const data = valuesOf('data');
  if (data.length === 0) return undefined;
  const id = valuesOf('id').at(-1);
  return { event: valuesOf('event').at(-1) ?? 'message', data: data.join('\n'), ...(id === undefined ? {} : { id }) };
}
