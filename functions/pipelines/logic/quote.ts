// The only place where names and texts become parts of SQL.

/** An identifier in backticks. */
export const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A string literal. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Names in backticks, separated by commas. */
export const quoteNames = (names: readonly string[]): string => names.map(quoteName).join(', ');

/** A duration as an interval literal: `5000` is `INTERVAL '0 00:00:05.000' DAY TO SECOND(3)`. */
export function quoteInterval(durationMs: number): string {
  const [days, rest] = [Math.floor(durationMs / 86_400_000), durationMs % 86_400_000];
  return `INTERVAL ${quoteText(`${days} ${new Date(rest).toISOString().slice(11, 23)}`)} DAY TO SECOND(3)`;
}
