// The Managed Flink application of a pipeline.
export const applicationName = (pipeline: string): string => `millrace-${pipeline}`;
