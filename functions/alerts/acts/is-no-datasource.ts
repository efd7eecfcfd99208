// Druid knows no datasource of a model before its first row.
export const isNoDatasource = (error: unknown, model: string): boolean =>
  error instanceof Error && error.message.includes(`Object '${model}' not found`);
