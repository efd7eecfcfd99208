/** Where an export's file is; what is under `exports/` is deleted after a week. */
export const exportKey = (id: string): string => `exports/${id}.ndjson.gz`;
