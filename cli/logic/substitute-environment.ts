// `${NAME}` and `${NAME:-default}` in a text, from the environment; `$${` stands for `${`.

/** The text with its references replaced. Throws on an unset variable without default, and on a `${` that is no reference. */
export function substituteEnvironment(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\$\$\{|\$\{([^}]*)(\}?)/g, (whole, reference: string | undefined, end: string) => {
    if (reference === undefined) return '${';
    const parts = end === '}' ? /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(reference) : null;
    if (parts === null)
      throw new Error(`"${whole}" is neither \${NAME} nor \${NAME:-default}; write $\${ for a plain \${`);
    const [, name = '', fallback] = parts;
    const value = environment[name] || fallback;
    if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
    return value;
  });
}
